{{/* Annotations of what exists only while the release is uninstalled. Takes (dict "weight"). */}}
{{- define "sublet.uninstall.hook" -}}
helm.sh/hook: pre-delete
helm.sh/hook-weight: {{ .weight | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end -}}
