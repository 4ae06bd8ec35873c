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
{{- if .Values.extender.pin.enabled }}
  # CPUs and NUMA nodes of their own. It is asked about pods with the mark only, and these are never placed without its word.
  - urlPrefix: http://127.0.0.1:8686/pin
    filterVerb: filter
    prioritizeVerb: prioritize
    preemptVerb: preempt
    bindVerb: bind
    weight: {{ .Values.extender.pin.weight }}
    httpTimeout: {{ .Values.extender.pin.httpTimeout }}
    nodeCacheCapable: true
    ignorable: false
    managedResources:
      - {name: sublet.io/pinned, ignoredByScheduler: true}
{{- end }}
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

{{/* Time in which the extender has to have answered: four fifths of the given timeout of the scheduler. */}}
{{- define "sublet.extender.deadline" -}}
{{- $timeout := . -}}
{{- $millis := hasSuffix "ms" $timeout | ternary (trimSuffix "ms" $timeout | int) (trimSuffix "s" $timeout | int | mul 1000) -}}
{{- div (mul $millis 4) 5 -}}ms
{{- end -}}
