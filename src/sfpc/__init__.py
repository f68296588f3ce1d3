"""Quarterly returns of the Strengthening Families, Protecting Children programme, from inbox to report."""
