//! A session as a user sees it: what each command prints, and with what status it ends.

use std::fs;
use std::path::Path;

use super::folder;
use super::run;

const RULES: &str = "\
if title in [CTO, VP] +10
on email_open +1
on demo_request +30 \"Asked for a demo\"
decay 10%/30d
cold at < 5
mql at >= 5
sql at >= 30 -> assign_to_sales
";

const EVENTS: &str = r#"{"lead_id":"ana","title":"CTO"}
{"lead_id":"ana","event":"email_open","time":"2026-01-02T10:00:00Z","event_id":"1"}
{"lead_id":"ana","event":"email_open","time":"2026-01-02T10:00:00Z","event_id":"1"}
{"lead_id":"bob","event":"demo_request","time":"2026-01-03T10:00:00Z"}
{"lead_id":"bob","event":"demo_request","time":"2025-01-03T10:00:00Z"}

{"lead_id":"ana","event":"demo_request","time":"2026-01-05T10:00:00Z"}
{"lead_id":"ana","event":"email_open","time":"2026-01-05T11:00:00Z","event_id":"2"}
{"lead_id":"ana","event":"email_open","time":"2026-01-05T11:00:01Z","event_id":"2"}
{"lead_id":"eve","event":"unheard_of","time":"2026-01-05T12:00:00Z"}
{"lead_id":"eve","event":"email_open","time":"soon"}
{"lead_id":"eve","event":"email_open"}
{"lead_id":"eve",
{"event":"email_open","time":"2026-01-05T12:00:00Z"}
{"lead_id":"bob","title":null,"time":"2026-01-06"}
"#;

const COMMANDS: &[&str] = &[
    "stream rules.score --state live --clock input --rejects rejects.jsonl < events.jsonl",
    "stream rules.score --state live --status",
    "stream rules.score --state live --clock input --from-start < events.jsonl",
    "stream rules.score --state live --clock input < more.jsonl",
    "stream rules.score --state live --scores --lines",
    "stream rules.score --state live --scores --as-of 2026-12-01",
    "stream rules.score --state live --scores --as-of 2026-01-01",
    "stream other.score --state live --clock input < more.jsonl",
    "stream rules.score --state strict --clock input < events.jsonl",
    "stream grows.score --state grows --clock input < more.jsonl",
    "check --state grows.score",
    "stream - --state live",
    "stream rules.score other.score --state both",
    "stream rules.score --state live --lateness soon",
];

fn shown(folder: &Path, command: &str) -> String {
    let (words, input) = command.split_once(" < ").unwrap_or((command, "empty"));
    let words: Vec<&str> = words.split_whitespace().collect();
    let output = run(folder, &words, &folder.join(input));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let status = output.status.code().expect("it ends by itself");
    format!("$ baremo {command}\n{}{}? {status}\n\n", text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_session() {
    let folder = folder("session");
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("written");
    write("rules.score", RULES);
    write("other.score", &RULES.replace("+30", "+20"));
    write("grows.score", "on page_view where path = lead.home +1\nseen at >= 1\n");
    write("events.jsonl", EVENTS);
    write("more.jsonl", "{\"lead_id\":\"bob\",\"event\":\"email_open\",\"time\":\"2026-11-01\"}\n");
    write("empty", "");
    let mut session: String = COMMANDS.iter().map(|command| shown(&folder, command)).collect();
    session += &format!(
        "rejects.jsonl:\n{}",
        fs::read_to_string(folder.join("rejects.jsonl")).expect("rejects")
    );
    insta::with_settings!({ filters => vec![(r"[\d,]+ a second", "N a second")] }, {
        insta::assert_snapshot!(session);
    });
}
