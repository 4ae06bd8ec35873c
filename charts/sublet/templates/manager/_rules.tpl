{{/* The manager's rights to the ConfigMap that it follows and to what it says about it. */}}
{{- define "sublet.manager.configRules" -}}
- apiGroups: [""]
  resources: [configmaps]
  verbs: [list, watch]
  resourceNames: [slo-controller-config]
# What became of it.
- apiGroups: [""]
  resources: [configmaps]
  verbs: [get, create, patch]
  resourceNames: [slo-controller-config-status]
# About the ConfigMap.
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create]
{{- end -}}
