/** What `halfopen init` writes: valid as it stands, each thing explained where it stands. */
export const starterConfig = (): string => `# halfopen monitor --config halfopen.yaml
# Try it first:  halfopen monitor --check-config --config halfopen.yaml

# Where the API, the metrics and the status are served. Any address but this machine's own needs tokens.
listen: 127.0.0.1:8640

# The folder of the history.
data: ./halfopen-data

# What holds for every target that does not say otherwise.
defaults:
  interval: 5s        # from one probe of an endpoint to its next
  timeout: 2s         # a reply that comes later is late, and its probe is lost
  addresses: first    # of a name: the first address, or all of them

# How long to keep single samples, and distributions by the minute and by the hour.
retention:
  samples: 3d
  minutes: 90d
  hours: 5y

targets:
  - host: localhost
    port: 8640        # this daemon itself; 443 where no port is given
    name: halfopen
    labels: { team: example }
  # - host: www.example.com
  #   name: web
  #   interval: 1s
  #   addresses: all
  #   labels: { team: edge, site: tokyo }
  # - db.example.net:5432
  # - file: targets.d/*.yaml     # more targets; watched for changes

alerts:
  # Down: at the first loss, 5 SYNs at once decide; without them, 3 losses in a row.
  down: { consecutiveLost: 3, confirm: 5 }
  # Lossy: a fifth of the probes of two minutes is lost.
  lossy: { lossRatio: 0.2, over: 2m }
  # Slow: one probe in twenty takes longer than this.
  # slow: { quantile: 0.95, above: 150ms, over: 5m, targets: { team: edge } }
  reminder: 4h        # an open incident is told again; false: never

# Who is told. A secret may stand in a file (urlFile, secretFile, smtpFile) or in the environment.
# notify:
#   - webhook: { url: "https://hooks.example/halfopen", secretFile: hook.key }
#   - slack: { url: "\${SLACK_WEBHOOK}" }
#   - email: { smtpFile: smtp.url, from: halfopen@example.com, to: [oncall@example.com] }
#   - command: { run: ["/usr/local/bin/page", "{{target}}", "{{summary}}"] }

# When nobody is to be told.
# maintenance:
#   - { targets: { team: edge }, schedule: "0 3 * * 0", duration: 1h, timezone: Asia/Tokyo }

# To listen elsewhere than on this machine: tokens, kept as their SHA-256.
# tokens:
#   - { name: grafana, role: read, sha256: 0000000000000000000000000000000000000000000000000000000000000000 }

# The page at /status, for people who are not on call: names and states, grouped by a label.
# statusPage: { public: true, title: Example Networks, groupBy: team }

# What /probe may reach; nothing unless named here.
# probe:
#   allow: ["*.example.com:443", "192.0.2.0/24"]
`;
