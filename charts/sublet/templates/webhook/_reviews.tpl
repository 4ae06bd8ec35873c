{{/* The validating webhooks for what people write to steer colocation, and for protection against deletion. Conditions keep
away what does not concern them, above all what kubelets and the manager write all the time. Empty if none is switched on.
Takes (dict "root" "name"). */}}
{{- define "sublet.webhook.reviews" -}}
{{- $root := .root -}}
{{- $name := .name -}}
{{- $validation := $root.Values.webhook.validation -}}
{{- $protection := $root.Values.webhook.deleteProtection -}}
{{- if $validation.configMap }}
- name: configmap.webhook.sublet.io
  {{- include "sublet.webhook.cluster" (dict "root" $root "name" $name "path" "/validate-configmap") | nindent 2 }}
  failurePolicy: Ignore
  rules:
    - {apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE, DELETE], resources: [configmaps], scope: Namespaced}
  namespaceSelector:
    matchLabels: {kubernetes.io/metadata.name: {{ include "sublet.configNamespace" $root }}}
  matchConditions:
    - name: of-the-manager
      expression: request.name == 'slo-controller-config'
{{- end }}
{{- if $validation.nodes }}
- name: nodes.webhook.sublet.io
  {{- include "sublet.webhook.cluster" (dict "root" $root "name" $name "path" "/validate-node") | nindent 2 }}
  failurePolicy: Ignore
  rules:
    - {apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [nodes], scope: Cluster}
  matchConditions:
    - name: not-a-kubelet
      expression: "!('system:nodes' in request.userInfo.groups)"
    - name: labels-or-annotations-of-the-protocol
      expression: >-
        oldObject == null
        || object.metadata.?labels.orValue({}) != oldObject.metadata.?labels.orValue({})
        || ['node.koordinator.sh/reservation', 'node.koordinator.sh/colocation-strategy',
        'scheduling.koordinator.sh/usage-thresholds', 'node.koordinator.sh/resource-amplification-ratio',
        'node.koordinator.sh/network-bandwidth', 'node.koordinator.sh/system-qos-resource',
        'node.koordinator.sh/cpu-normalization-ratio'].exists(a,
        object.metadata.?annotations[?a].orValue('') != oldObject.metadata.?annotations[?a].orValue(''))
{{- end }}
{{- if $validation.policies }}
- name: nodeslos.webhook.sublet.io
  {{- include "sublet.webhook.cluster" (dict "root" $root "name" $name "path" "/validate-nodeslo") | nindent 2 }}
  failurePolicy: Ignore
  rules:
    - {apiGroups: [slo.koordinator.sh], apiVersions: [v1alpha1], operations: [CREATE, UPDATE], resources: [nodeslos], scope: Cluster}
  matchConditions:
    # The manager has checked what it writes, one object per node.
    - name: not-the-manager
      expression: request.userInfo.username != 'system:serviceaccount:{{ $root.Release.Namespace }}:{{ include "sublet.account" (dict "root" $root "component" "manager" "values" $root.Values.manager) }}'
    - name: other-rules
      expression: oldObject == null || object.?spec.orValue({}) != oldObject.?spec.orValue({})
- name: podqoses.webhook.sublet.io
  {{- include "sublet.webhook.cluster" (dict "root" $root "name" $name "path" "/validate-podqos") | nindent 2 }}
  failurePolicy: Ignore
  rules:
    - {apiGroups: [qos.sublet.io], apiVersions: [v1alpha1], operations: [CREATE, UPDATE], resources: [podqoses], scope: Cluster}
- name: clustercolocationprofiles.webhook.sublet.io
  {{- include "sublet.webhook.cluster" (dict "root" $root "name" $name "path" "/validate-clustercolocationprofile") | nindent 2 }}
  failurePolicy: Ignore
  rules:
    - {apiGroups: [config.koordinator.sh], apiVersions: [v1alpha1], operations: [CREATE, UPDATE], resources: [clustercolocationprofiles], scope: Cluster}
{{- end }}
{{- if $protection.enabled }}
- name: deletion.webhook.sublet.io
  {{- include "sublet.webhook.cluster" (dict "root" $root "name" $name "path" "/validate-deletion") | nindent 2 }}
  # A protection that goes away with the webhook would be none. Only labelled objects come, and the label can always be
  # taken off, so nothing is ever locked.
  failurePolicy: {{ $protection.failurePolicy }}
  rules:
    - {apiGroups: [""], apiVersions: [v1], operations: [DELETE], resources: [namespaces, nodes], scope: Cluster}
    - {apiGroups: [apiextensions.k8s.io], apiVersions: [v1], operations: [DELETE], resources: [customresourcedefinitions], scope: Cluster}
  objectSelector:
    matchLabels: {sublet.io/delete-protection: "true"}
{{- end }}
{{- end -}}
