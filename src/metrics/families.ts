/** Every metric there is: what the exposition writes, and what the guide tells of it. */
export const families = {
  halfopen_build_info: ["gauge", "Version of halfopen and of Node; always 1."],
  halfopen_probes_total: ["counter", "Probes of an endpoint by outcome."],
  halfopen_rtt_seconds: [
    "histogram",
    "Round-trip delay of open and closed probes, between kernel stamps.",
  ],
  halfopen_late_replies_total: ["counter", "Replies that came after the deadline of their probe."],
  halfopen_duplicate_replies_total: ["counter", "The same reply once more."],
  halfopen_retransmitted_replies_total: [
    "counter",
    "Replies that the peer sent again, because a RST of ours was lost.",
  ],
  halfopen_rejected_replies_total: ["counter", "Segments that were not believed to answer."],
  halfopen_endpoint_up: [
    "gauge",
    "1 when the endpoint is up or degraded, 0 when it is down; absent while unknown.",
  ],
  halfopen_target_up: [
    "gauge",
    "1 when the target is up or degraded, 0 when it is down; absent while unknown.",
  ],
  halfopen_target_info: ["gauge", "Labels that the configuration gives a target; always 1."],
  halfopen_dns_lookup_seconds: ["gauge", "How long the last look at the target's name took."],
  halfopen_incidents_open: ["gauge", "Open incidents by rule."],
  halfopen_ring_drops_total: [
    "counter",
    "Frames that were dropped before they were read: answers may be among them.",
  ],
  halfopen_late_sends_total: ["counter", "SYNs that left more than 5 ms after they were due."],
  halfopen_send_lateness_max_seconds: ["gauge", "The latest that a SYN left after it was due."],
  halfopen_send_lateness_seconds: ["histogram", "How long after they were due SYNs left."],
  halfopen_sending_paused_total: [
    "counter",
    "Times that sending waited, because as many probes were outstanding as there is room for.",
  ],
  halfopen_probes_skipped_total: [
    "counter",
    "Probes given up because the process or the machine stood still.",
  ],
  halfopen_clock_steps_total: ["counter", "Times that the wall clock was set."],
  halfopen_store_ok: ["gauge", "1 while history can be stored."],
  halfopen_store_queue_samples: ["gauge", "Samples taken and not yet on disk."],
  halfopen_store_samples_total: ["counter", "Samples on disk since the start."],
  halfopen_store_lost_samples_total: [
    "counter",
    "Samples given up because the disk took none for too long.",
  ],
  halfopen_store_bytes: ["gauge", "Size of the history on disk."],
  halfopen_notifications_pending: ["gauge", "Messages that are not delivered yet."],
  halfopen_notifications_failing: ["gauge", "Pending messages of which an attempt has failed."],
  halfopen_notifications_delivered_total: ["counter", "Messages delivered."],
  halfopen_config_last_reload_successful: [
    "gauge",
    "1 when the configuration was taken over the last time.",
  ],
  halfopen_config_last_reload_timestamp_seconds: ["gauge", "When that was tried."],
  process_cpu_seconds_total: ["counter", "Processor time of the daemon, user and system."],
  process_resident_memory_bytes: ["gauge", "Memory of the daemon."],
  process_start_time_seconds: ["gauge", "When the daemon began."],
} as const satisfies Readonly<Record<string, readonly ["gauge" | "counter" | "histogram", string]>>;

export type FamilyName = keyof typeof families;
