{{/* The second scheduler's configuration. */}}
{{- define "sublet.schedulerConfig" -}}
apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
leaderElection:
  leaderElect: true
  resourceNamespace: {{ .Release.Namespace }}
  resourceName: {{ include "sublet.fullname" . }}-scheduler
profiles:
  - schedulerName: {{ .Values.scheduler.name }}
    pluginConfig:
      - name: NodeResourcesFit
        args:
          # Batch pods ask for batch resources alone, which the default strategy does not look at.
          scoringStrategy:
            type: LeastAllocated
            resources:
              - {name: cpu, weight: 1}
              - {name: memory, weight: 1}
              - {name: kubernetes.io/batch-cpu, weight: 1}
              - {name: kubernetes.io/batch-memory, weight: 1}
extenders:
  - urlPrefix: http://127.0.0.1:8686/load
    filterVerb: filter
    prioritizeVerb: prioritize
    weight: {{ .Values.extender.weight }}
    httpTimeout: {{ .Values.extender.httpTimeout }}
    # It has its own picture of the nodes and needs only their names.
    nodeCacheCapable: true
    # Pods are placed without its word rather than not at all.
    ignorable: true
{{- end -}}

{{/* Time in which the extender has to have answered. */}}
{{- define "sublet.extender.deadline" -}}
{{- $timeout := .Values.extender.httpTimeout -}}
{{- $millis := hasSuffix "ms" $timeout | ternary (trimSuffix "ms" $timeout | int) (trimSuffix "s" $timeout | int | mul 1000) -}}
{{- div (mul $millis 4) 5 -}}ms
{{- end -}}
