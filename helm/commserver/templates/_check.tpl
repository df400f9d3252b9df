{{/* What can't be true together. Nothing is rendered that doesn't pass here. */}}

{{- define "commserver.check" -}}
{{- include "commserver.checkDrain" . }}
{{- include "commserver.checkRedis" . }}
{{- include "commserver.checkFront" . }}
{{- include "commserver.checkMemory" . }}
{{- include "commserver.checkScaling" . }}
{{- include "commserver.checkMonitoring" . }}
{{- include "commserver.checkConfig" . }}
{{- end }}

{{- define "commserver.checkDrain" -}}
{{- $drain := .Values.drain }}
{{- if gt (add $drain.noticeSeconds $drain.windowSeconds $drain.leewaySeconds) (int64 $drain.limitSeconds) }}
{{- fail "drain.limitSeconds must not be less than noticeSeconds, windowSeconds and leewaySeconds together" }}
{{- end }}
{{- end }}

{{- define "commserver.checkRedis" -}}
{{- $redis := .Values.redis }}
{{- if eq $redis.mode "none" }}
{{- if or .Values.autoscaling.enabled (gt (int .Values.replicaCount) 1) }}
{{- fail "more than one node needs a Redis: set redis.mode" }}
{{- end }}
{{- end }}
{{- if and (eq $redis.mode "standalone") (not $redis.url) }}
{{- fail "redis.mode is standalone, so redis.url must be set" }}
{{- end }}
{{- if and (eq $redis.mode "sentinel") (not (and $redis.sentinel.master $redis.sentinel.nodes)) }}
{{- fail "redis.mode is sentinel, so redis.sentinel.master and redis.sentinel.nodes must be set" }}
{{- end }}
{{- if and (eq $redis.mode "cluster") (not $redis.cluster.nodes) }}
{{- fail "redis.mode is cluster, so redis.cluster.nodes must be set" }}
{{- end }}
{{- end }}

{{- define "commserver.checkFront" -}}
{{- if eq (int .Values.port) (int .Values.management.port) }}
{{- fail "port and management.port must differ" }}
{{- end }}
{{- if not (include "commserver.audiences" . | fromJson).names }}
{{- fail "audiences is empty: name the hosts under which clients dial, or the server lets nobody in" }}
{{- end }}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) }}
{{- fail "ingress.enabled is set, so ingress.hosts must name at least one host" }}
{{- end }}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) }}
{{- fail "httpRoute.enabled is set, so httpRoute.parentRefs must name a gateway" }}
{{- end }}
{{- if and (or .Values.ingress.enabled .Values.httpRoute.enabled) (not .Values.trustedProxies) }}
{{- if not (hasKey (dig "commserver" "limits" dict .Values.config) "connections-per-address") }}
{{- fail "trustedProxies is empty: behind a proxy all clients would share the limits of one address. Name the proxy's addresses, or set config.commserver.limits.connections-per-address" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "commserver.checkMemory" -}}
{{- $direct := include "commserver.directMebibytes" . | int64 }}
{{- if gt (mul 4 (int64 .Values.relayMemoryMegabytes)) (mul 3 $direct) }}
{{- fail (printf "relayMemoryMegabytes must not be more than three quarters of what lies outside of the heap, %d MiB: raise resources.limits.memory, or lower it or heapPercent" $direct) }}
{{- end }}
{{- if hasKey (dig "requests" dict .Values.resources) "cpu" }}
{{- fail "resources.requests.cpu is the value cpus" }}
{{- end }}
{{- end }}

{{- define "commserver.checkScaling" -}}
{{- $scaling := .Values.autoscaling }}
{{- if $scaling.enabled }}
{{- if not (or $scaling.cpuPercent $scaling.connections) }}
{{- fail "autoscaling.enabled is set, so cpuPercent or connections must be more than 0" }}
{{- end }}
{{- if gt (int $scaling.minReplicas) (int $scaling.maxReplicas) }}
{{- fail "autoscaling.minReplicas must not be more than maxReplicas" }}
{{- end }}
{{- if and $scaling.connections (not .Values.prometheusRule.enabled) }}
{{- fail "autoscaling.connections goes by a series that prometheusRule records: set prometheusRule.enabled" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "commserver.checkMonitoring" -}}
{{- $monitor := .Values.serviceMonitor }}
{{- if and .Values.prometheusRule.enabled (not $monitor.enabled) }}
{{- fail "prometheusRule goes by the labels that a ServiceMonitor gives: set serviceMonitor.enabled" }}
{{- end }}
{{- if $monitor.enabled }}
{{- if and .Values.networkPolicy.enabled (not .Values.networkPolicy.managementFrom) }}
{{- fail "serviceMonitor.enabled is set, so networkPolicy.managementFrom must let Prometheus in" }}
{{- end }}
{{- if not (or .Values.operators.openMetrics $monitor.basicAuth.existingSecret $monitor.token.existingSecret) }}
{{- fail "operators.openMetrics is false, so Prometheus needs serviceMonitor.basicAuth or serviceMonitor.token" }}
{{- end }}
{{- if and $monitor.basicAuth.existingSecret $monitor.token.existingSecret }}
{{- fail "serviceMonitor.basicAuth and serviceMonitor.token can't be set both" }}
{{- end }}
{{- end }}
{{- if and .Values.operators.issuer (not .Values.operators.audiences) }}
{{- fail "operators.issuer is set, so operators.audiences must name this server, or tokens for others would be taken" }}
{{- end }}
{{- end }}

{{/* Settings that are values of the chart, or that other objects go by, each with what to set instead. */}}
{{- define "commserver.settingsOfTheChart" -}}
server.port: port
server.ssl: tls.existingSecret
management.server: management.port
management.port: management.port
management.endpoints.web.basepath: nothing, probes and ServiceMonitor go by the paths
management.endpoints.web.pathmapping: nothing, probes and ServiceMonitor go by the paths
management.endpoints.enabledbydefault: nothing, probes need their endpoint
management.endpoints.access: nothing, probes need their endpoint
management.endpoint.health: nothing, probes go by it
management.health: nothing, probes go by it
management.otlp.metrics.export.url: otlp.url
management.otlp.metrics.export.enabled: otlp.url
management.opentelemetry.tracing.export.otlp.endpoint: tracing.url
management.tracing.sampling.probability: tracing.sampling
commserver.drain: drain
commserver.redis: redis
commserver.registry: redis
commserver.limits.connections: connectionLimit
commserver.limits.trustedproxies: trustedProxies
commserver.relay.memory: relayMemoryMegabytes
commserver.handshake.audiences: audiences
commserver.transport.allowedorigins: origins.allowed
commserver.transport.requireorigin: origins.required
commserver.operations.openmetrics: operators.openMetrics
commserver.operations.operatorpassword: operators.existingSecret
commserver.operations.viewerpassword: operators.existingSecret
spring.security.oauth2.resourceserver.jwt.issueruri: operators.issuer
spring.security.oauth2.resourceserver.jwt.audiences: operators.audiences
spring.profiles: nothing, the profile is container
spring.config: config
{{- end }}

{{/* The server takes these for settings of its own, over those of its file. */}}
{{- define "commserver.variablesOfOpenTelemetry" -}}
OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url or tracing.url
OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: otlp.url
OTEL_METRICS_EXPORTER: otlp.url
OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: tracing.url
OTEL_TRACES_SAMPLER_ARG: tracing.sampling
{{- end }}

{{- define "commserver.checkConfig" -}}
{{- $own := include "commserver.settingsOfTheChart" . | fromYaml }}
{{- include "commserver.walk" (dict "at" .Values.config "path" "" "own" $own) }}
{{- range .Values.extraEnv }}
{{- $name := .name }}
{{- $upper := upper $name | replace "." "_" | replace "-" "_" }}
{{- if has $upper (list "JDK_JAVA_OPTIONS" "JAVA_TOOL_OPTIONS" "_JAVA_OPTIONS") }}
{{- fail (printf "extraEnv: %s is read by every Java in the container, in front of the image's options: set javaOptions" $name) }}
{{- end }}
{{- if eq $upper "SPRING_APPLICATION_JSON" }}
{{- fail (printf "extraEnv: instead of %s set config" $name) }}
{{- end }}
{{- with get (include "commserver.variablesOfOpenTelemetry" $ | fromYaml) $upper }}
{{- fail (printf "extraEnv: instead of %s set %s" $name .) }}
{{- end }}
{{- $bare := replace "_" "" $upper }}
{{- range $setting, $instead := $own }}
{{- $variable := upper $setting | replace "." "" }}
{{- /* below it too, if it is a section: one more name would be another setting */}}
{{- $section := has $setting (list "server.ssl" "management.server" "management.endpoint.health" "management.health" "management.endpoints.access" "commserver.drain" "commserver.redis" "commserver.registry" "spring.profiles" "spring.config" "management.endpoints.web.pathmapping") }}
{{- if or (eq $bare $variable) (and $section (hasPrefix $variable $bare)) (regexMatch (printf "^%s[0-9]+$" $variable) $bare) }}
{{- fail (printf "extraEnv: instead of %s set %s" $name $instead) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* Names are compared as the server compares them: without case and dashes. */}}
{{- define "commserver.walk" -}}
{{- $own := .own }}
{{- $above := .path }}
{{- range $key, $value := .at }}
{{- $name := lower $key | replace "-" "" | replace "_" "" }}
{{- $path := ternary $name (printf "%s.%s" $above $name) (eq $above "") }}
{{- if hasKey $own $path }}
{{- fail (printf "config.%s: instead of it set %s, other objects go by it" $path (get $own $path)) }}
{{- end }}
{{- if ne $above "logging.level" }}
{{- if regexMatch "[.\\[]" $key }}
{{- fail (printf "config: write %s as nested maps" $key) }}
{{- end }}
{{- if kindIs "map" $value }}
{{- include "commserver.walk" (dict "at" $value "path" $path "own" $own) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
