{{/* The rules with their thresholds, without the alerts that are not wanted, each alert with its runbook. */}}
{{- define "sublet.rules" -}}
{{- $values := .Values.monitoring.rules -}}
{{- $text := .Files.Get "files/monitoring/rules.yaml" -}}
{{- range $name, $value := $values.thresholds -}}
{{- $text = $text | replace (printf "${%s}" $name) (toString $value) -}}
{{- end -}}
{{- $groups := list -}}
{{- range $group := ($text | fromYaml).groups -}}
{{- $rules := list -}}
{{- range $rule := $group.rules -}}
{{- if not (has ($rule.alert | default "") $values.disabled) -}}
{{- if and $rule.alert $values.runbookBase -}}
{{- $_ := set $rule.annotations "runbook_url" (printf "%s%s" $values.runbookBase (lower $rule.alert)) -}}
{{- end -}}
{{- $rules = append $rules $rule -}}
{{- end -}}
{{- end -}}
{{- if $rules -}}
{{- $groups = append $groups (dict "name" $group.name "rules" $rules) -}}
{{- end -}}
{{- end -}}
{{- dict "groups" $groups | toYaml -}}
{{- end -}}
