{# A number lies between two ends, both included; an end that is none is open. #}
{% test baremo_between(model, column_name, low=none, high=none) %}
SELECT {{ column_name }}
FROM {{ model }}
WHERE FALSE
{%- if low is not none %} OR {{ column_name }} < {{ low }}{% endif %}
{%- if high is not none %} OR {{ column_name }} > {{ high }}{% endif %}
{% endtest %}
