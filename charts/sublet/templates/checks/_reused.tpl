{{/* Fails if a value is missing that the chart has a default for. Takes (dict "defaults" "values" "path"). What may be empty, may be missing. */}}
{{- define "sublet.checks.missing" -}}
{{- range $key, $default := .defaults -}}
{{- $name := printf "%s%s" $.path $key -}}
{{- $emptyOrFree := or (kindIs "slice" $default) (and (not $default) (or (kindIs "map" $default) (kindIs "string" $default))) (eq $key "resources") -}}
{{- if not $emptyOrFree -}}
{{- if not (hasKey $.values $key) -}}
{{- fail (printf "the value %s is missing: an upgrade that keeps the values of an older chart needs --reset-then-reuse-values in place of --reuse-values, and a value that was set to null is to be left out" $name) -}}
{{- end -}}
{{- if kindIs "map" $default -}}
{{- include "sublet.checks.missing" (dict "defaults" $default "values" (get $.values $key) "path" (printf "%s." $name)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
