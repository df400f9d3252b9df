{{/* The server's application.yaml: what the chart knows, and over it what `config` says. */}}

{{- define "commserver.config" -}}
{{- toYaml (mustMergeOverwrite (include "commserver.computedConfig" . | fromYaml) (deepCopy .Values.config)) }}
{{- end }}

{{- define "commserver.computedConfig" -}}
server:
  port: {{ .Values.port }}
  {{- if .Values.tls.existingSecret }}
  ssl:
    bundle: web
  {{- end }}
{{- if or .Values.tls.existingSecret .Values.otlp.url .Values.tracing.url }}
management:
  {{- if .Values.tls.existingSecret }}
  server:
    ssl:
      enabled: false
  {{- end }}
  {{- with .Values.otlp.url }}
  otlp:
    metrics:
      export:
        enabled: true
        url: {{ . | quote }}
  {{- end }}
  {{- with .Values.tracing.url }}
  opentelemetry:
    tracing:
      export:
        otlp:
          endpoint: {{ . | quote }}
  {{- /* zero is a word, too */}}
  {{- if not (kindIs "invalid" $.Values.tracing.sampling) }}
  tracing:
    sampling:
      probability: {{ $.Values.tracing.sampling }}
  {{- end }}
  {{- end }}
{{- end }}
{{- $bundles := include "commserver.bundles" . }}
{{- if or $bundles .Values.operators.issuer }}
spring:
  {{- with $bundles }}
  ssl:
    bundle:
      pem:
        {{- . | nindent 8 }}
  {{- end }}
  {{- with .Values.operators.issuer }}
  security:
    oauth2:
      resourceserver:
        jwt:
          issuer-uri: {{ . | quote }}
          audiences:
            {{- toYaml $.Values.operators.audiences | nindent 12 }}
  {{- end }}
{{- end }}
commserver:
  operations:
    open-metrics: {{ .Values.operators.openMetrics }}
  handshake:
    audiences:
      {{- toYaml (include "commserver.audiences" . | fromJson).names | nindent 6 }}
  limits:
    connections: {{ int .Values.connectionLimit }}
    {{- with .Values.trustedProxies }}
    trusted-proxies:
      {{- toYaml . | nindent 6 }}
    {{- end }}
  relay:
    memory: {{ int .Values.relayMemoryMegabytes }}MB
  transport:
    {{- with .Values.origins.allowed }}
    allowed-origins:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    require-origin: {{ default false .Values.origins.required }}
  drain:
    notice: {{ int .Values.drain.noticeSeconds }}s
    window: {{ int .Values.drain.windowSeconds }}s
    leeway: {{ int .Values.drain.leewaySeconds }}s
    limit: {{ int .Values.drain.limitSeconds }}s
    closes-per-second: {{ int .Values.drain.closesPerSecond }}
    spread: {{ .Values.drain.spread }}
  {{- if ne .Values.redis.mode "none" }}
  redis:
    {{- include "commserver.redisConfig" . | nindent 4 }}
  {{- end }}
{{- end }}

{{- define "commserver.redisConfig" -}}
key-prefix: {{ .Values.redis.keyPrefix | quote }}
replicas: {{ int .Values.redis.replicas }}
{{- if eq .Values.redis.mode "sentinel" }}
sentinel:
  master: {{ .Values.redis.sentinel.master | quote }}
  nodes:
    {{- toYaml .Values.redis.sentinel.nodes | nindent 4 }}
  {{- with .Values.redis.sentinel.auth.username }}
  user: {{ . | quote }}
  {{- end }}
{{- else if eq .Values.redis.mode "cluster" }}
cluster:
  nodes:
    {{- toYaml .Values.redis.cluster.nodes | nindent 4 }}
{{- else }}
url: {{ include "commserver.redisUrl" . | quote }}
{{- end }}
{{- if ne .Values.redis.mode "bundled" }}
{{- with .Values.redis.auth.username }}
user: {{ . | quote }}
{{- end }}
{{- with .Values.redis.tls }}
{{- if or .enabled .caSecret .clientSecret }}
tls:
  enabled: {{ .enabled }}
  {{- if or .caSecret .clientSecret }}
  bundle: redis
  {{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* Certificates, by the names under which the settings above know them. */}}
{{- define "commserver.bundles" -}}
{{- if .Values.tls.existingSecret }}
web:
  reload-on-update: true
  keystore:
    certificate: /etc/commserver-tls/tls.crt
    private-key: /etc/commserver-tls/tls.key
{{- end }}
{{- if not (has .Values.redis.mode (list "none" "bundled")) }}
{{- with .Values.redis.tls }}
{{- if or .caSecret .clientSecret }}
redis:
  {{- if .caSecret }}
  truststore:
    certificate: /etc/commserver-redis-ca/{{ .caKey }}
  {{- end }}
  {{- if .clientSecret }}
  keystore:
    certificate: /etc/commserver-redis-client/tls.crt
    private-key: /etc/commserver-redis-client/tls.key
  {{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* Options of the JVM beyond the image's own, which stand before them; the last one of a kind counts. */}}
{{- define "commserver.javaOptions" -}}
-XX:MaxRAMPercentage={{ .Values.heapPercent }}
-XX:MaxDirectMemorySize={{ include "commserver.directMebibytes" . }}m
-XX:ActiveProcessorCount={{ int .Values.cpus }}
{{- range .Values.javaOptions }}
{{ . }}
{{- end }}
{{- end }}
