{{/* Names, labels, and what is computed from values. */}}

{{- define "commserver.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Short enough for "-management" and "-redis" behind it. A Service's name begins with a letter and has no dots, a release's may. */}}
{{- define "commserver.fullname" -}}
{{- $full := .Values.fullnameOverride }}
{{- if not $full }}
{{- $name := include "commserver.name" . }}
{{- $full = ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) | replace "." "-" }}
{{- if not (regexMatch "^[a-z]" $full) }}
{{- $full = printf "r-%s" $full }}
{{- end }}
{{- end }}
{{- $full | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "commserver.selector" -}}
app.kubernetes.io/name: {{ include "commserver.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: node
{{- end }}

{{- define "commserver.redisSelector" -}}
app.kubernetes.io/name: {{ include "commserver.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: redis
{{- end }}

{{- define "commserver.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/name: {{ include "commserver.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "commserver.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "commserver.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "commserver.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{/* From SIGTERM's announcement to SIGKILL: sleep, drain, what stops behind it, and the last traces: 2 s to send them, 2 s until a collector that doesn't answer is given up. */}}
{{- define "commserver.gracePeriodSeconds" -}}
{{- add .Values.shutdown.preStopSeconds .Values.drain.limitSeconds .Values.shutdown.marginSeconds (ternary 0 4 (empty .Values.tracing.url)) }}
{{- end }}

{{/* For how long a node may drain behind its last client's answer: sleep and drain. */}}
{{- define "commserver.drainSeconds" -}}
{{- add .Values.shutdown.preStopSeconds .Values.drain.limitSeconds }}
{{- end }}

{{/* The memory of a node in MiB, from Kubernetes' spelling. */}}
{{- define "commserver.memoryMebibytes" -}}
{{- $quantity := toString (dig "limits" "memory" "" .Values.resources) }}
{{- $unit := regexFind "[A-Za-z]*$" $quantity }}
{{- $bytes := get (dict "" 1.0 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "Ki" 1024.0 "Mi" 1048576.0 "Gi" 1073741824.0 "Ti" 1099511627776.0) $unit }}
{{- if not (and $bytes (regexMatch "^[0-9]+([.][0-9]+)?[A-Za-z]*$" $quantity)) }}
{{- fail "resources.limits.memory must be set, as 1Gi or 1024Mi: heap and buffers are parts of it" }}
{{- end }}
{{- divf (mulf (trimSuffix $unit $quantity | float64) $bytes) 1048576.0 | floor | int64 }}
{{- end }}

{{/* What buffers outside of the heap may take, in MiB: all but the heap and a fifth for code, classes and threads. */}}
{{- define "commserver.directMebibytes" -}}
{{- div (mul (include "commserver.memoryMebibytes" . | int64) (sub 80 (int64 .Values.heapPercent))) 100 }}
{{- end }}

{{/* Requests and limits of a node; `cpus` is the request. */}}
{{- define "commserver.resources" -}}
{{- toYaml (mustMergeOverwrite (deepCopy .Values.resources) (dict "requests" (dict "cpu" (toString .Values.cpus)))) }}
{{- end }}

{{/* The port of an http URL, its own or its scheme's. */}}
{{- define "commserver.portOf" -}}
{{- $url := urlParse . }}
{{- $port := regexFind ":[0-9]+$" $url.host | trimPrefix ":" }}
{{- default (ternary "443" "80" (eq $url.scheme "https")) $port }}
{{- end }}

{{/* The names under which clients dial, as a JSON list below "names". */}}
{{- define "commserver.audiences" -}}
{{- $names := .Values.audiences }}
{{- if and (not $names) .Values.ingress.enabled }}
{{- $names = concat $names .Values.ingress.hosts }}
{{- end }}
{{- if and (not .Values.audiences) .Values.httpRoute.enabled }}
{{- $names = concat $names .Values.httpRoute.hostnames }}
{{- end }}
{{- dict "names" (uniq $names) | toJson }}
{{- end }}

{{- define "commserver.redisUrl" -}}
{{- if eq .Values.redis.mode "bundled" }}
{{- printf "redis://%s-redis:6379" (include "commserver.fullname" .) }}
{{- else }}
{{- .Values.redis.url }}
{{- end }}
{{- end }}

{{/* All ports on which Redis may be spoken to, as a JSON list below "ports". */}}
{{- define "commserver.redisPorts" -}}
{{- $ports := list }}
{{- $places := list }}
{{- if eq .Values.redis.mode "standalone" }}
{{- $places = list (urlParse .Values.redis.url).host }}
{{- else if eq .Values.redis.mode "sentinel" }}
{{- $places = .Values.redis.sentinel.nodes }}
{{- else if eq .Values.redis.mode "cluster" }}
{{- $places = .Values.redis.cluster.nodes }}
{{- end }}
{{- range .Values.networkPolicy.redisPorts }}
{{- $ports = append $ports (int .) }}
{{- end }}
{{- range $places }}
{{- $port := regexFind ":[0-9]+$" . | trimPrefix ":" }}
{{- if $port }}
{{- $ports = append $ports (int $port) }}
{{- end }}
{{- end }}
{{- dict "ports" (uniq $ports) | toJson }}
{{- end }}

{{/* The series of this release's nodes, as a ServiceMonitor labels them. */}}
{{- define "commserver.series" -}}
namespace="{{ .Release.Namespace }}",service="{{ include "commserver.fullname" . }}-management"
{{- end }}

