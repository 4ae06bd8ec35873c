{{/* What Helm can find out of the cluster before it makes anything, each answer a sentence that says what to do. Each takes the root. Helm
cannot catch that a look is forbidden, and its error names the template; hence their names. */}}

{{/* "true" if there is a cluster to look at: 'helm template' has none, and every cluster has this namespace. */}}
{{- define "installing needs the rights of a cluster administrator" -}}
{{- if lookup "v1" "Namespace" "" "default" -}}true{{- end -}}
{{- end -}}

{{/* The definition with this name; empty if there is none or the release has no definitions. Takes (dict "root" "name"). */}}
{{- define "without rights to definitions: let an administrator apply them, and set crds.install=false" -}}
{{- if .root.Values.crds.install -}}
{{- lookup "apiextensions.k8s.io/v1" "CustomResourceDefinition" "" .name | toJson -}}
{{- end -}}
{{- end -}}

{{/* "NAMESPACE/NAME" of the Helm release that an object is of. Takes the object. */}}
{{- define "sublet.preflight.release" -}}
{{- $annotations := dig "metadata" "annotations" dict . -}}
{{- with get $annotations "meta.helm.sh/release-name" -}}
{{- printf "%s/%s" (get $annotations "meta.helm.sh/release-namespace") . -}}
{{- end -}}
{{- end -}}

{{/* Another release of this chart would write the same nodes. What an uninstall has kept is none: it has no ClusterRole. */}}
{{- define "sublet.preflight.others" -}}
{{- $own := printf "%s/%s" .Release.Namespace .Release.Name -}}
{{- $names := list (include "sublet.fullname" .) -}}
{{- $definition := include "without rights to definitions: let an administrator apply them, and set crds.install=false" (dict "root" . "name" "podqoses.qos.sublet.io") | default "{}" | fromJson -}}
{{- with dig "metadata" "labels" dict $definition -}}
{{- $chart := get . "app.kubernetes.io/name" -}}
{{- $instance := get . "app.kubernetes.io/instance" -}}
{{- $names = append $names (ternary $instance (printf "%s-%s" $instance $chart) (contains $chart $instance) | trunc 40 | trimSuffix "-") -}}
{{- end -}}
{{- range uniq $names -}}
{{- $other := include "sublet.preflight.release" (lookup "rbac.authorization.k8s.io/v1" "ClusterRole" "" (printf "%s-manager" .)) -}}
{{- if and $other (ne $other $own) -}}
{{- $release := splitList "/" $other -}}
{{- fail (printf "Sublet is in this cluster already, as release %s in namespace %s, and two would write the same nodes: upgrade that one with 'helm upgrade %[1]s CHART -n %[2]s', or remove it first with 'helm uninstall %[1]s -n %[2]s'" (last $release) (first $release)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Koordinator's own definitions cannot be taken while it is there. */}}
{{- define "sublet.preflight.koordinator" -}}
{{- if not .Values.koordinator.takeOver -}}
{{- $definition := include "without rights to definitions: let an administrator apply them, and set crds.install=false" (dict "root" . "name" "nodemetrics.slo.koordinator.sh") | default "{}" | fromJson -}}
{{- if and $definition (ne (include "sublet.preflight.release" $definition) (printf "%s/%s" .Release.Namespace .Release.Name)) (lookup "rbac.authorization.k8s.io/v1" "ClusterRole" "" "koord-manager-role") -}}
{{- fail "Koordinator is in this cluster, and both would write the same nodes: to take its place set koordinator.takeOver=true and agent.enabled=false and follow 'In place of Koordinator' in docs/operations.md, or uninstall Koordinator first" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The agents mount files of their node, which the other pod security standards forbid. */}}
{{- define "sublet.preflight.podSecurity" -}}
{{- if .Values.agent.enabled -}}
{{- $name := include "sublet.agentNamespace" . -}}
{{- $namespace := lookup "v1" "Namespace" "" $name -}}
{{- if and (not $namespace) (ne $name .Release.Namespace) -}}
{{- fail (printf "agent.namespace: there is no namespace %s: make it with 'kubectl create namespace %[1]s' and, if the cluster enforces pod security standards, 'kubectl label namespace %[1]s pod-security.kubernetes.io/enforce=privileged'" $name) -}}
{{- end -}}
{{- $level := get (dig "metadata" "labels" dict $namespace) "pod-security.kubernetes.io/enforce" -}}
{{- if and $level (ne $level "privileged") -}}
{{- fail (printf "namespace %s enforces the pod security standard %s, which forbids the agents to mount files of their node: allow it with 'kubectl label namespace %[1]s pod-security.kubernetes.io/enforce=privileged --overwrite', or set agent.namespace to a namespace of their own that does" $name $level) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Kinds of other projects that the values ask for. */}}
{{- define "sublet.preflight.kinds" -}}
{{- range $need := list
  (dict "on" .Values.monitoring.podMonitor.enabled "kind" "monitoring.coreos.com/v1/PodMonitor" "value" "monitoring.podMonitor.enabled" "of" "the Prometheus operator" "or" "leave it false and let Prometheus find the pods by itself as docs/operations.md shows")
  (dict "on" .Values.monitoring.serviceMonitor.enabled "kind" "monitoring.coreos.com/v1/ServiceMonitor" "value" "monitoring.serviceMonitor.enabled" "of" "the Prometheus operator" "or" "leave it false and let Prometheus find the pods by itself as docs/operations.md shows")
  (dict "on" (and .Values.monitoring.rules.enabled (eq .Values.monitoring.rules.kind "PrometheusRule")) "kind" "monitoring.coreos.com/v1/PrometheusRule" "value" "monitoring.rules.enabled" "of" "the Prometheus operator" "or" "set monitoring.rules.kind=ConfigMap")
  (dict "on" (and .Values.webhook.enabled (eq .Values.webhook.certificates.mode "cert-manager")) "kind" "cert-manager.io/v1/Certificate" "value" "webhook.certificates.mode" "of" "cert-manager" "or" "set it to self-managed") -}}
{{- if and $need.on (not ($.Capabilities.APIVersions.Has $need.kind)) -}}
{{- fail (printf "%s: this cluster does not know the kind %s of %s: install that first, or %s" $need.value (splitList "/" $need.kind | last) $need.of $need.or) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The labels by which a Deployment or DaemonSet knows its pods never change; nameOverride and other charts have others. */}}
{{- define "sublet.preflight.selectors" -}}
{{- $fullname := include "sublet.fullname" . -}}
{{- range $component := list "manager" "webhook" "scheduler" "agent" "agent-canary" -}}
{{- $ofAgent := hasPrefix "agent" $component -}}
{{- $kind := ternary "DaemonSet" "Deployment" $ofAgent -}}
{{- $namespace := ternary (include "sublet.agentNamespace" $) $.Release.Namespace $ofAgent -}}
{{- $name := printf "%s-%s" $fullname $component -}}
{{- $there := dig "spec" "selector" "matchLabels" dict (lookup "apps/v1" $kind $namespace $name) -}}
{{- $wanted := include "sublet.selector" (dict "root" $ "component" (trimSuffix "-canary" $component)) | fromYaml -}}
{{- if hasSuffix "-canary" $component -}}
{{- $_ := set $wanted "sublet.io/track" "canary" -}}
{{- end -}}
{{- if and $there (ne (toJson $there) (toJson $wanted)) -}}
{{- fail (printf "%s %s in namespace %s knows its pods by %s, which can never become %s: set nameOverride as it was, or delete it with 'kubectl -n %[3]s delete %[6]s %[2]s' and do this again" $kind $name $namespace (toJson $there) (toJson $wanted) (lower $kind)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
