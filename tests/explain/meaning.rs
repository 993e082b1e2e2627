//! What rules mean, in sentences: each construct with its sentence, and that every rule of every model has a sound one.

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

use baremo::explain;
use baremo::ir::Program;
use baremo::ir::eval::Evaluator;
use baremo::ir::program::GradeId;
use baremo::ir::program::GroupId;
use baremo::ir::program::Keep;
use baremo::ir::program::LineId;
use baremo::ir::program::LineKind;
use baremo::ir::program::OnLine;
use baremo::ir::program::Per;
use baremo::ir::program::ScoreId;
use baremo::types::Points;
use baremo::types::ageing::Ageing;
use baremo::types::ageing::Shape;
use baremo::types::calendar::Unit;

use crate::differential::data;
use crate::differential::expressions::Scene;
use crate::differential::programs;
use crate::differential::random::Random;
use crate::eval::build::if_line;
use crate::eval::build::of_lines;
use crate::eval::build::on;
use crate::eval::build::on_line;
use crate::rules;

/// Everything that has a sentence: its text in the rules, and what it means.
fn meanings(program: &Program) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (at, score) in program.scores.iter().enumerate() {
        all.push((score.origin.text.clone(), explain::score(program, ScoreId(at as u32))));
    }
    for (at, group) in program.groups.iter().enumerate() {
        all.push((group.origin.text.clone(), explain::group(program, GroupId(at as u32))));
    }
    for (at, line) in program.lines.iter().enumerate() {
        all.push((line.origin.text.clone(), explain::rule(program, LineId(at as u32))));
    }
    for (at, grade) in program.grades.iter().enumerate() {
        all.push((grade.origin.text.clone(), explain::grade(program, GradeId(at as u32))));
    }
    for (at, line) in program.stage_lines.iter().enumerate() {
        all.push((line.origin.text.clone(), explain::stage(program, at)));
    }
    if let Some(base) = &program.base {
        all.extend(explain::base(program).map(|meaning| (base.origin.text.clone(), meaning)));
    }
    for (at, reason) in program.disqualifications.iter().enumerate() {
        all.push((reason.origin.text.clone(), explain::disqualification(program, at)));
    }
    all
}

fn program(name: &str, text: &str) -> Program {
    let compiled = rules::compile_text(name, text);
    let errors: Vec<String> = compiled.diagnostics.iter().map(|d| d.message.clone()).collect();
    let program = compiled.models.into_iter().next().and_then(|model| model.program);
    program.unwrap_or_else(|| panic!("{name}: {errors:?}"))
}

/// Conditions on a lead.
const LEADS: &str = r#"
lead {
  title text; country text; billing_country text; plan text; email text; cargo text
  seniority one of [junior, Manager, VP]
  employees number; revenue number; stars number
  newsletter bool; customer bool
  created_at date; renewal date; trial_end date
  interests list of text
  `Lead Source` text
}
event email_open
event page_view { path text; seconds number }
event correo_abierto { campaña text }
list bosses = [CEO, CTO, CFO, COO, CMO, CIO, CPO, "VP Sales"]
score fit 0..100 {
  always +5
  if title = CTO +10
  if title in [CTO, "VP Sales"] +10
  if title in bosses +10
  if title = exactly "CTO" +1
  if title != exactly "intern" +2
  if title contains word exactly "IT" +3
  if title != intern +2
  if title not in [intern, student] -3
  if not title in [a, b, c] +3
  if seniority = vp +20
  if cargo contains any word [dueña, gerente] +12
  if title contains chief +1
  if title contains all [head, sales] +1
  if title starts with "Dr. " +1
  if not title ends with any ["a", "b"] +1
  if title matches /cto|vp/ +1
  if title is known +1
  if title is unknown -1
  if domain(email) in ["gmail.com", "hotmail.com"] -10
  if domain(email) != "acme.com" +1
  if country = lead.billing_country +1
  if country != lead.billing_country -1
  if `Lead Source` = "the \"best\"" +1
  if plan = "a`b" +1
  if employees > 50 +5
  if employees between 50 and 500 +2.5
  if not employees between 50 and 500 +1
  if stars in [4, 5] +1
  if employees != 10 +1
  if revenue / employees >= 1_000 +7
  if newsletter +1
  if newsletter = no -1
  if not customer +1
  if created_at within 30d +1
  if created_at older than 90d -1
  if created_at within 1d +1
  if not created_at older than 1h +1
  if created_at before 2026-03-01 +1
  if created_at after 2026-03-01 +1
  if created_at = 2026-03-01 +1
  if created_at between 2026-01-01 and 2026-01-31 +1
  if created_at before 2026-03-01T09:30:00Z +1
  if created_at = 2026-03-01T09:30:00Z +1
  if not created_at between 2026-03-01 and 2026-03-02 +1
  if renewal > lead.created_at +1
  if days until trial_end < 7 +1
  if days since created_at > 180 -5
  if interests contains any [seo, blog] +3
  if not interests contains seo +3
  if at least 2 of (title = CTO, employees > 50, newsletter) +9
  if title = CTO and employees > 50 +1
  if title = CTO or country = Spain or employees > 500 +1
  if (title = CTO or country = Spain) and employees > 50 +1
  if title = CTO or (country = Spain and employees > 50) +1
  if (title = CTO or country = Spain) and (employees > 50 or newsletter) +1
  if not (title = CTO or country = Spain) +1
  if employees > 0 +(min(revenue / 100_000, 20)) max 10
  if country = Spain +10 from 2026-01-01 before 2026-07-01
  points by employees { up to 10 +5; above +20; unknown 0 }
  points by employees { up to 10 +5; up to 50 +10; up to 200 +15; above +20; unknown 0 } "by size"
  points by domain(email) { in ["gmail.com"] -10; [acme.com, "acme.es"] +5; else 0; unknown 0 } max 8
  points by newsletter { yes +5; no -5; unknown 0 }
}
score other {
  if score.fit >= 50 +5
  if coverage(fit) < 0.5 -5
  if any page_view within 30d +1
  if no page_view within 90d -10
  if any (page_view where path = "/pricing" and seconds > 30) within 7d +10
  if any (page_view where path = "/pricing") within 7d and employees > 10 +10
  if count(page_view where path starts with "/docs" within 30d) >= 5 +5
  if count(email_open) = 0 and count(page_view) > 1 -2
  if sum(page_view.seconds within 30d) > 600 +5
  if avg(page_view.seconds) >= 60 +5
  if distinct(page_view.path) >= 3 +5
  if last(page_view) within 7d +5
  if first(page_view) older than 365d +5
  if count(page_view since last(email_open, 10)) >= 3 +10
  if days since last(email_open) > 180 -5
  if last(email_open, 10) is known and no page_view since last(email_open, 10) -10
  if count(page_view within 7d) >= 2 * (count(page_view within 35d) - 1) / 4 and title = CTO +1
  if count(page_view) / count(email_open) >= 30% +1
  points by days since last(page_view) { up to 14 +9; above +1; unknown 0 }
  if any (page_view where any email_open within 1h before) within 10d +5
  if count(correo_abierto where campaña = "Otoño") > 2 +4
}
score total 0.. = 0.4 * fit + 0.6 * max(other, 0)
grade fit { A at >= 75; B at > 50; otherwise C }
grade other { "A+" at >= 90; A at >= 75; B at >= 50; C at >= 25 }
mql at >= 30
mql if any page_view within 1d and title != student
mql if fit_grade in [A, B] or other_grade = "A+"
sql at >= 50 and fit >= 20 and any email_open within 30d -> assign_to_sales
otherwise cold -> nurture
disqualify if domain(email) in ["rival.example"] "a competitor"
"#;

/// Rules on events and their clauses.
const EVENTS: &str = r#"
timezone "Europe/Madrid"
event visit
event complaint
event like
event share
event mail_open
event mail_click
event mail_unsubscribed
event correo_abierto { campaña text }
event page_view { path text; seconds number; country text }
event pricing_view = page_view where path starts with "/pricing"
event activity = visit, correo_abierto, pricing_view
event order { amount number; product text }
event review { stars number; site text }
event webinar_registered { webinar text }
event webinar_attended { webinar text }
event lost { why text }
event partner_assigned
event partner_returned
event purchase
event demo_request
score engagement {
  decay 10%/30d
  on visit +1
  on complaint -15 max 30
  on correo_abierto +1 max 3 per week
  on correo_abierto where campaña = Otoño +2 once per campaña max 12
  on page_view where path starts with "/pricing" and seconds >= 15 +5 max 20 per day max 50
  on page_view where path != "/jobs" +1 once
  on page_view where country = lead.country +1 max 3 times
  on page_view where lead.plan = trial +1 once per day max 5 times
  on page_view where path = "/pricing" 3 times within 7d +15 once per month
  on pricing_view +2 first time
  on activity +1 cooldown 30d
  on visit +1 half-life 45d after 14d
  on visit +1 decay 20%/30d stepped
  on visit +1 decay 20%/30d linear expires 90d
  on visit +1 expires 90d after 10d
  on visit +100 once decay steps 7d 100%, 14d 75%, 30d 50%
  on visit +1 no decay from 2026-03-01
  on order +(amount / 100) max 50
  on order where amount between 10 and 100 +1 max 1 per hour
  on review points by stars { up to 2 -10; up to 3 0; above +10; unknown 0 } once per site
  on review points by stars { up to 2 -10; up to 3 0; up to 4 +5; above +(stars * 2); unknown 0 } max 30
  on event +0.5 max 5
  group social max 15 per week { on like +1; on share +4 }
  group mail max 30 {
    on mail_open +1
    group clicks ..12 { on mail_click +3; on mail_unsubscribed -20 once }
  }
  if no visit within 30d -10
  if count(activity) >= 10 +2
  if sum(order.amount) > 0 and any (activity where lead.plan = trial) within 7d +(count(visit)) max 5
}
score behaviour {
  on purchase where any demo_request within 10d before +20
  on visit where no purchase within 24h after +10 no decay
  on visit where count(page_view within 1h before) >= 3 +2 max 10
  on webinar_registered where any (webinar_attended where webinar = this.webinar) after +40
  when any purchase within 90d {
    on purchase +10 max 3 times
    always +1
    if lead_country = Spain +2
  } else {
    on page_view +2 max 20
    always +3
  }
  when persona != SMB { when country = Spain { on visit +1 } }
  group size best { if employees > 50 +5; if employees > 500 +12 }
  group role first 0..20 { if title contains word chief +20; if title is known +1 }
}
score open 0.. {
  reset on lost where why = price
  reset on purchase
  pause from partner_assigned until partner_returned
  on visit +1 cooldown 7d max 3 times
  if any visit within 30d +1
  if country = Spain +1
  when country = Spain { on visit +1 first time cooldown 1d } else { if plan = trial +1; on visit +2 expires 1h }
  on visit where lead.country != Spain and any order within 1d before +1
  on page_view where no purchase within 1h after and country = lead.country +1
  on visit points by lead.newsletter { yes +1; no 0; unknown 0 }
  points by email { up_to -1; "a@b.c" +2; else +3; unknown -1 } from 2026-01-01
  points by count(visit within 30d) { under 3 0; under 10 +5; above +10 }
}
score total = engagement + behaviour + open
"#;

/// A model for some leads, without blocks.
const SMALL: &str = r#"
model "SMB" for employees < 50
on email_open +1; if title in [CTO, VP] +10; decay 10%/30d; sql at >=50
disqualify if country != "ES"
"#;

#[test]
fn each_construct_has_its_sentence() {
    let mut text = String::new();
    for (name, model) in [("leads", LEADS), ("events", EVENTS), ("small", SMALL)] {
        text += &format!("=== {name}\n");
        let model = program(name, model);
        hold(&model, name);
        for (source, meaning) in meanings(&model) {
            text += &format!("{source}\n    {}\n", meaning.replace('\n', "\n    "));
        }
    }
    insta::assert_snapshot!(text);
}

/// The sentence with each piece of code as one letter; nothing where code is not closed.
fn words(meaning: &str) -> Option<String> {
    let (mut words, mut rest) = (String::new(), meaning);
    while let Some(start) = rest.find('`') {
        words += &rest[..start];
        let after = rest[start..].trim_start_matches('`');
        let length = rest.len() - start - after.len();
        let runs = after.match_indices('`').map(|(at, _)| at);
        let closes = |at: &usize| {
            let run = after[*at..].len() - after[*at..].trim_start_matches('`').len();
            run == length && !after[..*at].ends_with('`')
        };
        let end = runs.into_iter().find(closes)?;
        words.push('x');
        rest = &after[end + length..];
    }
    Some(words + rest)
}

/// What is wrong with a sentence as a sentence.
fn fault(meaning: &str) -> Option<&'static str> {
    let Some(words) = words(meaning) else { return Some("has code that is not closed") };
    let begins = words.chars().next().is_some_and(char::is_uppercase);
    let plural = [" 1 points", " 1 days", " 1 hours", " 1 rules", " 1 groups"];
    let faults = [
        (!begins, "does not begin with a capital letter"),
        (!words.ends_with('.'), "does not end with a full stop"),
        (
            words.contains("  ") || words.contains(" .") || words.contains(" ,"),
            "has a blank too many",
        ),
        (words.contains(".."), "has a full stop too many"),
        (words.contains("Some(") || words.contains("None"), "shows how it is kept"),
        (plural.iter().any(|wrong| words.contains(wrong)), "has a wrong plural"),
    ];
    faults.iter().find(|(wrong, _)| *wrong).map(|(_, what)| *what)
}

#[test]
fn faults_are_found() {
    let wrong = ["a `b`.", "A `b`", "A  b.", "A `b.", "A.. b.", "A Some(b).", "It is 1 points."];
    assert!(wrong.iter().all(|text| fault(text).is_some()));
    assert_eq!(["A `b  c`.", "A `` b`c `` d.", "A 1.5 b."].map(fault), [None; 3]);
}

fn hold(program: &Program, whose: &str) -> usize {
    let all = meanings(program);
    for (source, meaning) in &all {
        assert_eq!(fault(meaning), None, "{whose}: {source}\n{meaning}");
    }
    all.len()
}

/// The rule files in a folder and the folders in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let inner = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    let all = rules::children(folder).into_iter().flat_map(inner);
    all.filter(|path| path.extension().is_some_and(|e| e == "score")).collect()
}

#[test]
fn every_model_reads() {
    let mut count = 0;
    for folder in ["examples", "tests/run"] {
        for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) {
            let compiled = rules::compile_file(&path);
            let programs = compiled.models.iter().filter_map(|model| model.program.as_ref());
            count += programs.map(|it| hold(it, &path.display().to_string())).sum::<usize>();
        }
    }
    assert!(count > 1000, "{count} sentences");
}

#[test]
fn every_random_program_reads() {
    for seed in 0..600 {
        let random = &mut Random::new(seed);
        let program = programs::program(random, 2 + (seed % 7) as usize);
        hold(&program, &format!("seed {seed}"));
    }
}

/// The lines of a program by what their sentences say.
fn by_sentence(program: &Program) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for line in 0..program.lines.len() {
        groups.entry(explain::rule(program, LineId(line as u32))).or_default().push(line);
    }
    // What is told only by its number, or by the first few of a list, may be several things.
    let told = |sentence: &String| !sentence.replace("more than", "").contains(" more");
    groups.into_iter().filter(|(sentence, _)| told(sentence)).map(|(_, lines)| lines).collect()
}

/// Rules with one sentence do one thing to random leads; the number of sentences that several rules have.
fn hold_alike(random: &mut Random, kinds: Vec<LineKind>) -> usize {
    let mut program = of_lines(kinds);
    program.schema = data::schema();
    program.lines.iter_mut().for_each(|line| line.origin.text = "a rule".into());
    let lines = &program.lines;
    let differ = |of: &Vec<usize>| of.iter().any(|at| lines[*at].kind != lines[of[0]].kind);
    let groups: Vec<Vec<usize>> = by_sentence(&program).into_iter().filter(differ).collect();
    let evaluator = Evaluator::new(&program);
    let batch = data::batch(random, 100, 6);
    for row in 0..batch.leads.rows {
        let (lead, events) = batch.row(row);
        let outcome = evaluator.eval(&lead, &events, data::AS_OF).lines;
        for group in &groups {
            let alike = |at: &&usize| outcome[**at] != outcome[group[0]];
            let other = group.iter().find(alike).map(|at| &lines[*at].kind);
            let sentence = explain::rule(&program, LineId(group[0] as u32));
            assert_eq!(other, None, "{sentence}\n{:?}", lines[group[0]].kind);
        }
    }
    groups.len()
}

#[test]
fn rules_of_one_sentence_mean_the_same() {
    let (mut leads, mut events) = (0, 0);
    for seed in 0..12 {
        let random = &mut Random::new(seed);
        let scene = Scene { events: 0, queries: 2, scores: Vec::new(), grades: Vec::new() };
        let conditions = (0..800).map(|at| random.cond(&scene, 1 + at % 4));
        let rules = conditions.map(|condition| if_line(condition, 1.0)).collect();
        leads += hold_alike(random, rules);
        let scene = scene.inside();
        let rule = |filter| on_line(OnLine { filter: Some(filter), ..on(0, 1.0) });
        let rules = (0..800).map(|at| rule(random.cond(&scene, 1 + at % 4))).collect();
        events += hold_alike(random, rules);
    }
    assert!(leads > 50 && events > 50, "{leads} and {events} sentences of several rules");
}

/// One thing added to a rule.
const CLAUSES: &[fn(&mut OnLine)] = &[
    |line| line.first_time = true,
    |line| line.cooldown = Some(77),
    |line| line.times = Some((9, 77)),
    |line| line.keep.push(Keep { count: 9, per: None }),
    |line| line.keep.insert(0, Keep { count: 9, per: Some(Per::Calendar(Unit::Hour)) }),
    |line| line.caps_per = vec![(Points(777), Per::Calendar(Unit::Year))],
    |line| line.cap = Some(Points(777)),
    |line| line.active.from = Some(777),
    |line| line.active.before = Some(777),
    |line| line.ageing = aged(Shape::Smooth { keep: 0.77, period: 77 }, 0),
    |line| line.ageing = aged(Shape::Stepped { keep: 0.77, period: 77 }, 0),
    |line| line.ageing = aged(Shape::Linear { rate: 0.77, period: 77 }, 0),
    |line| line.ageing = aged(Shape::Steps(vec![(77, 0.77)]), 0),
    |line| line.ageing = aged(Shape::Smooth { keep: 0.77, period: 77 }, 777),
    |line| line.ageing.expires = Some((777, 0)),
];

fn aged(shape: Shape, delay: i64) -> Ageing {
    Ageing { shape: Some((shape, delay)), expires: None }
}

#[test]
fn every_clause_is_told() {
    let mut lines = 0;
    for seed in 0..150 {
        let random = &mut Random::new(seed);
        let program = programs::program(random, 4);
        for (at, line) in program.lines.iter().enumerate() {
            let LineKind::On(on) = &line.kind else { continue };
            let mut told = vec![explain::rule(&program, LineId(at as u32))];
            for clause in CLAUSES {
                let (mut other, mut on) = (program.clone(), on.as_ref().clone());
                clause(&mut on);
                if program.lines[at].kind == LineKind::On(Box::new(on.clone())) {
                    continue;
                }
                other.lines[at].kind = LineKind::On(Box::new(on));
                told.push(explain::rule(&other, LineId(at as u32)));
            }
            let count = told.len();
            told.sort();
            told.dedup();
            assert_eq!(told.len(), count, "seed {seed}: {told:#?}");
            lines += 1;
        }
    }
    assert!(lines > 100, "{lines} rules");
}
