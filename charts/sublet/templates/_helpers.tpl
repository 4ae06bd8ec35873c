{{/* The chart's name, or what replaces it. */}}
{{- define "sublet.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* What the names of all objects start with. 40 characters leave room for the components' names. */}}
{{- define "sublet.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "sublet.name" . -}}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Labels that select a component's pods: they never change. Takes (dict "root" $ "component" "manager"). */}}
{{- define "sublet.selector" -}}
app.kubernetes.io/name: {{ include "sublet.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/* Labels of an object. Takes the same. */}}
{{- define "sublet.labels" -}}
{{ include "sublet.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: sublet
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name (.root.Chart.Version | replace "+" "_") }}
{{- with .root.Values.global.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* metadata.labels, and metadata.annotations if there are any. Takes the same and optionally "annotations" and "labels". */}}
{{- define "sublet.metadata" -}}
labels:
  {{- include "sublet.labels" . | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with mergeOverwrite (dict) (deepCopy .root.Values.global.annotations) (.annotations | default dict) }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* metadata of a component's pods. Takes (dict "root" "component" "values" [and "annotations"]). */}}
{{- define "sublet.podMetadata" -}}
labels:
  {{- toYaml (mergeOverwrite (dict) .values.podLabels (include "sublet.labels" . | fromYaml)) | nindent 2 }}
{{- with mergeOverwrite (dict) (deepCopy .root.Values.global.annotations) .values.podAnnotations (.annotations | default dict) }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* An image's full name. Takes (dict "root" "image"). */}}
{{- define "sublet.image" -}}
{{- $name := .image.repository -}}
{{- with .root.Values.global.imageRegistry -}}
{{- $name = printf "%s/%s" (trimSuffix "/" .) $name -}}
{{- end -}}
{{- if .image.digest -}}
{{- printf "%s@%s" $name .image.digest -}}
{{- else -}}
{{- printf "%s:%s" $name (.image.tag | default .root.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{/* Name of a component's service account. Takes (dict "root" "component" "values"). */}}
{{- define "sublet.account" -}}
{{- .values.serviceAccount.name | default (printf "%s-%s" (include "sublet.fullname" .root) .component) -}}
{{- end -}}

{{/* A component's service account, unless somebody else makes it. Takes the same and optionally "namespace". */}}
{{- define "sublet.accountObject" -}}
{{- if .values.serviceAccount.create -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "sublet.account" . }}
  namespace: {{ .namespace | default .root.Release.Namespace }}
  {{- include "sublet.metadata" (dict "root" .root "component" .component "annotations" .values.serviceAccount.annotations) | nindent 2 }}
{{- end -}}
{{- end -}}

{{/* Where the agents are. */}}
{{- define "sublet.agentNamespace" -}}
{{- .Values.agent.namespace | default .Release.Namespace -}}
{{- end -}}

{{/* Where the ConfigMap with the tuning is: Koordinator's while its place is taken. */}}
{{- define "sublet.configNamespace" -}}
{{- ternary .Values.koordinator.namespace .Release.Namespace .Values.koordinator.takeOver -}}
{{- end -}}

{{/* A container's own additions to its environment. Takes the component's values. */}}
{{- define "sublet.extraEnv" -}}
{{- with .jvmOptions }}
- name: JDK_JAVA_OPTIONS
  value: {{ join " " . | quote }}
{{- end }}
{{- with .extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* A budget for disruptions, if there are several pods. Takes (dict "root" "component" "values"). */}}
{{- define "sublet.disruptionBudget" -}}
{{- if and .values.podDisruptionBudget.enabled (ge (int .values.replicas) 2) }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "sublet.fullname" .root }}-{{ .component }}
  namespace: {{ .root.Release.Namespace }}
  {{- include "sublet.metadata" . | nindent 2 }}
spec:
  maxUnavailable: {{ .values.podDisruptionBudget.maxUnavailable }}
  # Pods that are not ready protect nothing and would hold up a drain for ever.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "sublet.selector" . | nindent 6 }}
{{- end }}
{{- end -}}

{{/* The pod settings that are the same for the central programs. Takes (dict "root" "component" "values"). */}}
{{- define "sublet.centralPod" -}}
serviceAccountName: {{ include "sublet.account" . }}
priorityClassName: {{ .root.Values.global.priorityClassName | default .values.priorityClassName }}
# Kubernetes would set a variable for each Service, such as SUBLET_WEBHOOK_PORT, in the form of the programs' own.
enableServiceLinks: false
{{- with .root.Values.global.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  seccompProfile: {type: RuntimeDefault}
nodeSelector:
  {{- toYaml (mergeOverwrite (dict "kubernetes.io/os" "linux") .values.nodeSelector) | nindent 2 }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
  {{- if .values.topologySpreadConstraints }}
  {{- toYaml .values.topologySpreadConstraints | nindent 2 }}
  {{- else }}
  {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "sublet.selector" $ | nindent 8 }}
  {{- end }}
  {{- end }}
{{- end -}}

{{/* What the restricted pod security standard asks of a container, and a file system that cannot be written. */}}
{{- define "sublet.restricted" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{/* Probes of a Quarkus program. A slow node needs time to start it; being alive does not depend on the API server. */}}
{{- define "sublet.quarkusProbes" -}}
startupProbe:
  httpGet: {path: /q/health/started, port: {{ . }}}
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: {path: /q/health/live, port: {{ . }}}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /q/health/ready, port: {{ . }}}
  periodSeconds: 5
  timeoutSeconds: 3
{{- end -}}

{{/* The documents of slo-controller-config, by their keys in the ConfigMap. */}}
{{- define "sublet.config" -}}
{{- $documents := dict
  "resource-threshold-config" .Values.config.resourceThreshold
  "resource-qos-config" .Values.config.resourceQos
  "cpu-burst-config" .Values.config.cpuBurst
  "system-config" .Values.config.system
  "host-application-config" .Values.config.hostApplication
  "cpu-normalization-config" .Values.config.cpuNormalization
  "resource-amplification-config" .Values.config.resourceAmplification
  "node-watermark-config" .Values.config.nodeWatermark
  "interference-config" .Values.config.interference
  "latency-target-config" .Values.config.latencyTarget
  "pressure-config" .Values.config.pressure
  "dscp-config" .Values.config.dscp
  "colocation-switch-config" .Values.config.colocationSwitch
  "load-aware-config" .Values.config.loadAware -}}
{{- $notEnforced := ternary
  (dict "key" "sublet.io/mode" "operator" "In" "values" (list "observe" "off"))
  (dict "key" "sublet.io/mode" "operator" "NotIn" "values" (list "enforce"))
  (eq .Values.mode "enforce") -}}
{{- $item := dict "name" "sublet-mode" "enable" false "nodeSelector" (dict "matchExpressions" (list $notEnforced)) -}}
{{- $colocation := deepCopy .Values.config.colocation -}}
{{- $_ := set $colocation "nodeConfigs" (prepend ($colocation.nodeConfigs | default list) $item) -}}
{{- $_ := set $documents "colocation-config" $colocation -}}
{{- range $key, $document := $documents }}
{{- if $document }}
{{ $key }}: |
  {{- $document | toPrettyJson | nindent 2 }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Annotations by which somebody else enters the authority. Takes the root. */}}
{{- define "sublet.webhook.injection" -}}
{{- if eq .Values.webhook.certificates.mode "cert-manager" -}}
cert-manager.io/inject-ca-from: {{ .Release.Namespace }}/{{ include "sublet.fullname" . }}-webhook
{{- end -}}
{{- end -}}

{{/* clientConfig of a webhook. Takes (dict "root" "name" "path"). */}}
{{- define "sublet.webhook.client" -}}
service: {name: {{ .name }}, namespace: {{ .root.Release.Namespace }}, path: {{ .path }}, port: 443}
{{- if eq .root.Values.webhook.certificates.mode "secret" }}
caBundle: {{ .root.Values.webhook.certificates.caBundle | quote }}
{{- end }}
{{- end -}}

{{/* Which pods a webhook is asked about, up to its match conditions. Takes (dict "root" "limits"). */}}
{{- define "sublet.webhook.scope" -}}
namespaceSelector:
  {{- toYaml .limits | nindent 2 }}
objectSelector:
  {{- with .root.Values.webhook.objectSelector.matchLabels }}
  matchLabels:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  matchExpressions:
    {{- toYaml .root.Values.webhook.objectSelector.matchExpressions | nindent 4 }}
matchConditions:
  # The kubelet's own copies of static pods.
  - name: not-mirror
    expression: "!(has(object.metadata.annotations) && 'kubernetes.io/config.mirror' in object.metadata.annotations)"
  # One per node, on the node's own account.
  - name: not-daemonset
    expression: "!(has(object.metadata.ownerReferences) && object.metadata.ownerReferences.exists(owner, owner.kind == 'DaemonSet' && has(owner.controller) && owner.controller))"
  - name: not-critical
    expression: "!(has(object.spec.priorityClassName) && object.spec.priorityClassName in ['system-node-critical', 'system-cluster-critical'])"
{{- end -}}

{{/* All but the name of a webhook for new pods, up to its match conditions, to which more can be added. Takes (dict "root" "name" "limits"). */}}
{{- define "sublet.webhook.newPods" -}}
admissionReviewVersions: [v1]
clientConfig:
  {{- include "sublet.webhook.client" (dict "root" .root "name" .name "path" "/mutate-pod") | nindent 2 }}
rules:
  - apiGroups: [""]
    apiVersions: [v1]
    operations: [CREATE]
    resources: [pods]
    scope: Namespaced
failurePolicy: Ignore
timeoutSeconds: {{ .root.Values.webhook.timeoutSeconds }}
sideEffects: None
matchPolicy: Equivalent
# Another webhook may add a container after this one.
reinvocationPolicy: IfNeeded
{{- include "sublet.webhook.scope" . | nindent 0 }}
{{- end -}}

{{/* What the webhooks for objects other than pods have in common. Takes (dict "root" "name" "path"). */}}
{{- define "sublet.webhook.cluster" -}}
admissionReviewVersions: [v1]
clientConfig:
  {{- include "sublet.webhook.client" . | nindent 2 }}
timeoutSeconds: {{ .root.Values.webhook.timeoutSeconds }}
sideEffects: None
matchPolicy: Equivalent
{{- end -}}

{{/* Whether reviews of configuration compare with what is in the cluster. */}}
{{- define "sublet.webhook.watchPolicies" -}}
{{- with .Values.webhook.validation -}}
{{- if or .configMap .nodes .policies -}}true{{- end -}}
{{- end -}}
{{- end -}}

{{/* Whether pods are marked for the extender that gives them CPUs of their own. */}}
{{- define "sublet.webhook.pins" -}}
{{- if and .Values.scheduler.enabled .Values.extender.pin.enabled -}}true{{- end -}}
{{- end -}}
