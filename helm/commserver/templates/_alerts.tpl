{{/* The alerts. Each has a runbook under its name in docs/operations.md. `critical` wakes somebody, `warning` waits for the morning. */}}

{{- define "commserver.alerts" -}}
{{- $s := include "commserver.series" . }}
- alert: CommServerAbsent
  expr: absent(up{ {{- $s -}} } == 1)
  for: 3m
  severity: critical
  summary: No node of {{ .Release.Namespace }}/{{ include "commserver.fullname" . }} answers
- alert: CommServerNobodyReady
  expr: sum(commserver_node_ready{ {{- $s -}} }) == 0
  for: 1m
  severity: critical
  summary: No node of {{ .Release.Namespace }}/{{ include "commserver.fullname" . }} takes new clients
- alert: CommServerNodeNotReady
  expr: sum by (pod) (commserver_node_ready{ {{- $s -}} }) == 0 unless sum by (pod) (commserver_drain_active{ {{- $s -}} }) == 1
  for: 5m
  severity: warning
  summary: Node {{ "{{ $labels.pod }}" }} takes no new clients
- alert: CommServerNodeDown
  expr: avg_over_time(up{ {{- $s -}} }[10m]) < 0.8
  for: 5m
  severity: warning
  summary: Node {{ "{{ $labels.pod }}" }} often doesn't answer
- alert: CommServerRestarts
  expr: changes(process_start_time_seconds{ {{- $s -}} }[30m]) > 2
  severity: warning
  summary: Node {{ "{{ $labels.pod }}" }} is restarted again and again
- alert: CommServerClientsGone
  expr: >-
    sum(commserver_connection_open{ {{- $s -}} })
    < 0.5 * max_over_time(sum(commserver_connection_open{ {{- $s -}} })[30m:1m])
    and max_over_time(sum(commserver_connection_open{ {{- $s -}} })[30m:1m]) > 100
  for: 5m
  severity: critical
  summary: Half of the clients have gone within half an hour
- alert: CommServerStoreUnavailable
  expr: sum by (pod) (rate(commserver_connection_errors_total{ {{- $s -}} ,category="server",severity="error"}[5m])) > 0.5
  for: 5m
  severity: critical
  summary: Node {{ "{{ $labels.pod }}" }} answers clients that it can't do what they ask
- alert: CommServerInternalErrors
  expr: sum by (pod) (increase(commserver_connection_errors_total{ {{- $s -}} ,severity="critical"}[15m])) > 0
  severity: warning
  summary: Node {{ "{{ $labels.pod }}" }} has failed in a way that it shouldn't
- alert: CommServerFull
  expr: sum by (pod) (commserver_connection_open{ {{- $s -}} }) >= 0.98 * {{ int .Values.connectionLimit }}
  for: 2m
  severity: critical
  summary: Node {{ "{{ $labels.pod }}" }} turns clients away, it is full
- alert: CommServerNearlyFull
  expr: sum by (pod) (commserver_connection_open{ {{- $s -}} }) > 0.85 * {{ int .Values.connectionLimit }}
  for: 15m
  severity: warning
  summary: Node {{ "{{ $labels.pod }}" }} is nearly full
- alert: CommServerBusGaps
  expr: sum by (pod) (increase(commserver_relay_bus_gaps_total{ {{- $s -}} }[15m])) > 3
  severity: warning
  summary: Node {{ "{{ $labels.pod }}" }} keeps missing what other nodes tell it
- alert: CommServerRelayMemory
  expr: commserver_relay_memory_used_bytes{ {{- $s -}} } > 0.85 * {{ mul .Values.relayMemoryMegabytes 1048576 }}
  for: 10m
  severity: warning
  summary: Node {{ "{{ $labels.pod }}" }} holds as much data for slow receivers as it may
- alert: CommServerEvictions
  expr: >-
    sum by (pod) (increase(commserver_health_evictions_total{ {{- $s -}} }[10m]))
    > 20 + 0.1 * sum by (pod) (commserver_connection_open{ {{- $s -}} })
  severity: warning
  summary: Many clients of node {{ "{{ $labels.pod }}" }} fall silent
- alert: CommServerLoginsFail
  expr: >-
    sum(rate(commserver_connection_errors_total{ {{- $s -}} ,category="auth"}[10m]))
    > 1 + 0.5 * sum(rate(commserver_connection_opened_total{ {{- $s -}} }[10m]))
  for: 10m
  severity: warning
  summary: More than half of the logins fail
- alert: CommServerRoundTrip
  expr: >-
    histogram_quantile(0.5, sum by (pod, le) (rate(commserver_connection_round_trip_seconds_bucket{ {{- $s -}} }[10m]))) > 1
  for: 15m
  severity: warning
  summary: Half of the pings of node {{ "{{ $labels.pod }}" }} take more than 1 s
- alert: CommServerMailboxesFull
  expr: sum(increase(commserver_mailbox_puts_refused_total{ {{- $s -}} ,reason="mailbox_full"}[1h])) > 100
  severity: warning
  summary: Mailboxes have no room for what is left for them
- alert: CommServerBusy
  expr: sum by (pod) (rate(process_cpu_time_ns_total{ {{- $s -}} }[5m])) / 1e9 > 0.85 * {{ int .Values.cpus }}
  for: 15m
  severity: warning
  summary: Node {{ "{{ $labels.pod }}" }} has hardly any CPU time left
- alert: CommServerHeap
  expr: >-
    sum by (pod) (jvm_gc_live_data_size_bytes{ {{- $s -}} })
    / sum by (pod) (jvm_gc_max_data_size_bytes{ {{- $s -}} }) > 0.85
  for: 10m
  severity: critical
  summary: Node {{ "{{ $labels.pod }}" }} runs out of heap
- alert: CommServerDrained
  expr: commserver_drain_active{ {{- $s -}} } == 1
  for: 30m
  severity: warning
  summary: Node {{ "{{ $labels.pod }}" }} was drained and serves nobody since
{{- end }}
