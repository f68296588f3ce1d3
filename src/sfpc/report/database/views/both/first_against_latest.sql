-- What of the published figures was revised: each as it was published first, against the latest release that shows it.
create view first_against_latest as
with
figures as (
    select
        *,
        row_number() over figure as stretch,
        count(*) over (
            partition by section, authority_code, quarter, subject, part, project, field
        ) as stretch_count
    from marts.fct_released_figure
    window
        figure as (
            partition by section, authority_code, quarter, subject, part, project, field
            order by from_release_order
        )
)
select
    earliest.authority_code,
    earliest.quarter,
    earliest.section,
    earliest.subject,
    earliest.part,
    earliest.project,
    earliest.field,
    first_release.quarter || ' r' || first_release.release_number as first_release,
    earliest.value as first_value,
    earliest.value_text as first_value_text,
    earliest.status as first_status,
    latest_release.quarter || ' r' || latest_release.release_number as changed_in_release,
    case when latest.until_release_order is null then latest.value end as latest_value,
    case when latest.until_release_order is null then latest.value_text end as latest_value_text,
    case when latest.until_release_order is null then latest.status else 'missing' end as latest_status,
    case when latest.until_release_order is null then latest.value - earliest.value end as difference,
    earliest.stretch_count - 1 + cast(latest.until_release_order is not null as integer) as revision_count
from figures as earliest
inner join figures as latest
    on
        earliest.stretch = 1
        and latest.stretch = latest.stretch_count
        and earliest.section = latest.section
        and earliest.authority_code = latest.authority_code
        and earliest.quarter = latest.quarter
        and earliest.subject is not distinct from latest.subject
        and earliest.part is not distinct from latest.part
        and earliest.project is not distinct from latest.project
        and earliest.field = latest.field
inner join marts.fct_release as first_release
    on earliest.from_release_order = first_release.release_order
inner join marts.fct_release as latest_release
    on coalesce(latest.until_release_order, latest.from_release_order) = latest_release.release_order
where earliest.stretch_count > 1 or latest.until_release_order is not null;
