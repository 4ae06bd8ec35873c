{{/* The programs that have metrics: name, whether it is there, namespace, port and path. As a JSON list. */}}
{{- define "sublet.scraped" -}}
{{- list
  (dict "name" "agent" "on" .Values.agent.enabled "namespace" (include "sublet.agentNamespace" .) "port" "http" "path" "/metrics")
  (dict "name" "manager" "on" true "namespace" .Release.Namespace "port" "http" "path" "/q/metrics")
  (dict "name" "webhook" "on" .Values.webhook.enabled "namespace" .Release.Namespace "port" "management" "path" "/q/metrics")
  (dict "name" "scheduler" "on" .Values.scheduler.enabled "namespace" .Release.Namespace "port" "management" "path" "/q/metrics")
  | toJson -}}
{{- end -}}

{{/* An endpoint of a monitor. Takes (dict "program" "monitor"). The rules and dashboards know programs by their job. */}}
{{- define "sublet.endpoint" -}}
port: {{ .program.port }}
path: {{ .program.path }}
interval: {{ .monitor.interval }}
relabelings:
  - {targetLabel: job, replacement: sublet-{{ .program.name }}}
  - {sourceLabels: [__meta_kubernetes_pod_node_name], targetLabel: node}
  {{- with .monitor.relabelings }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .monitor.metricRelabelings }}
metricRelabelings:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
