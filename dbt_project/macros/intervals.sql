{# The intervals of the report and the marts, one macro each; PHE's technical guide to confidence intervals has all but
   the ratio. Levels are those the report uses: 95 for what is shown, 99.8 for what is called clear. #}
{% macro z_score(level) -%}
{{ {'95': 1.959963984540054, '99.8': 3.090232306167813}[level] }}
{%- endmacro %}

{% macro event_limit(events, side, level) -%}
{% set exact = {
    '95': {
        'lower': [
            0, 0.025317807984, 0.242209278544, 0.618672122896, 1.089865373626,
            1.623486390118, 2.201894253491, 2.81436305152, 3.453832176749, 4.115373097378,
        ],
        'upper': [
            3.688879454114, 5.571643390939, 7.224687667724, 8.767273069742, 10.241588675404,
            11.668332079323, 13.059474022519, 14.422675361702, 15.763189220193, 17.084803451419,
        ],
    },
    '99.8': {
        'lower': [
            0, 0.001000500334, 0.045402017769, 0.190533377568, 0.428552413628,
            0.739371731918, 1.107104660256, 1.520336260399, 1.97081392174, 2.452424404364,
        ],
        'upper': [
            6.907755278982, 9.233413476452, 11.228872242413, 13.062240779188, 14.794149222537,
            16.45474520368, 18.061636840199, 19.626177395384, 21.15619816584, 22.657373309063,
        ],
    },
}[level][side] -%}
{% set shift, sign = {'lower': ('0', '-'), 'upper': ('1', '+')}[side] -%}
{% set count = '(cast(' ~ events ~ ' as double) + ' ~ shift ~ ')' -%}
case
    when {{ events }} >= 10
        then {{ count }} * pow(1 - 1 / (9 * {{ count }}) {{ sign }} {{ z_score(level) }} / (3 * sqrt({{ count }})), 3)
    {% for limit in exact -%}
    when {{ events }} = {{ loop.index0 }} then {{ limit }}
    {% endfor -%}
end
{%- endmacro %}

{% macro share_limit(part, whole, side, level) -%}
{% set part, whole = 'cast(' ~ part ~ ' as double)', 'cast(' ~ whole ~ ' as double)' -%}
{% set bound, limit, sign = {'lower': ('greatest', 0, '-'), 'upper': ('least', 1, '+')}[side] -%}
case
    when {{ part }} between 0 and {{ whole }} and {{ whole }} > 0
        then {{ bound }}(
            (
                2 * {{ part }} + pow({{ z_score(level) }}, 2)
                {{ sign }} {{ z_score(level) }} * sqrt(
                    greatest(
                        0, pow({{ z_score(level) }}, 2) + 4 * {{ part }} * (1 - {{ part }} / nullif({{ whole }}, 0))
                    )
                )
            ) / (2 * ({{ whole }} + pow({{ z_score(level) }}, 2))), {{ limit }}
        )
end
{%- endmacro %}

{% macro rate_ratio_limit(events_now, base_now, events_then, base_then, side, level) -%}
{% set sign = {'lower': '-', 'upper': ''}[side] -%}
case
    when {{ events_now }} > 0 and {{ events_then }} > 0 and {{ base_now }} > 0 and {{ base_then }} > 0
        then
            cast({{ events_now }} as double) / {{ base_now }} * {{ base_then }} / {{ events_then }}
            * exp(
                {{ sign }}{{ z_score(level) }}
                * sqrt(1 / cast({{ events_now }} as double) + 1 / cast({{ events_then }} as double))
            )
end
{%- endmacro %}

{% macro interval_method(limit, events, is_share, is_stock) -%}
case
    when {{ limit }} is null then 'none'
    else
        case when {{ is_share }} then 'wilson' when {{ events }} < 10 then 'exact_poisson' else 'byar' end
        || case when {{ is_stock }} then '_convention' else '' end
end
{%- endmacro %}
