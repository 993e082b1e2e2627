//! The generated data as CSV files, with the answers that everyone must give, for engines that are not Rust.

use std::fmt::Display;
use std::fs::File;
use std::io;
use std::io::BufWriter;
use std::io::Write;
use std::ops::Range;
use std::path::Path;

use crate::ageing;
use crate::answers::Answers;
use crate::data;
use crate::data::Coded;
use crate::data::Events;
use crate::data::KINDS;
use crate::data::Leads;
use crate::embed;
use crate::embed::Person;
use crate::w1;

/// `leads.csv` `events.csv` and, by lead, `w1.answers.csv` `ageing.answers.csv`; of the first leads `embed.events.csv` `embed.answers.csv`.
pub fn files(folder: &Path, leads: &Leads, events: &Events) {
    let all = || -> io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let file = |name: &str| File::create(folder.join(name)).map(BufWriter::new);
        leads_csv(file("leads.csv")?, leads)?;
        events_csv(file("events.csv")?, leads, events)?;
        let rows: Range<usize> = 0..leads.rows();
        answers(file("w1.answers.csv")?, leads, &w1::folded(leads, rows.clone()))?;
        answers(
            file("ageing.answers.csv")?,
            leads,
            &ageing::score(&ageing::Tables::new(), events, rows),
        )?;
        let last = data::events_each(embed::LEADS, embed::EVENTS);
        events_csv(file("embed.events.csv")?, leads, &last)?;
        embed_answers(file("embed.answers.csv")?, leads, &last)
    };
    all().expect("the files can be written");
}

fn text(column: &Coded, row: usize) -> &str {
    &column.values[column.codes[row] as usize]
}

fn number(value: f64) -> String {
    if value.is_nan() { String::new() } else { value.to_string() }
}

/// In UTC, without saying so, as data bases export it.
fn moment(seconds: i64) -> impl Display {
    let time = jiff::Timestamp::from_second(seconds).expect("a time of this century");
    time.strftime("%Y-%m-%d %H:%M:%S")
}

fn leads_csv(mut file: impl Write, leads: &Leads) -> io::Result<()> {
    writeln!(
        file,
        "lead_id,title,seniority,country,industry,employees,revenue,email,source,consent,created_at,visits,pages_per_visit"
    )?;
    for row in 0..leads.rows() {
        writeln!(
            file,
            "{},{},{},{},{},{},{},{},{},{},{},{},{}",
            leads.ids[row],
            text(&leads.title, row),
            text(&leads.seniority, row),
            text(&leads.country, row),
            text(&leads.industry, row),
            number(leads.employees[row]),
            number(leads.revenue[row]),
            String::from_utf8_lossy(leads.email.get(row)),
            text(&leads.source, row),
            leads.consent[row],
            moment(leads.created_at[row]),
            leads.visits[row],
            leads.pages_per_visit[row],
        )?;
    }
    file.flush()
}

/// By time, as a log is.
fn events_csv(mut file: impl Write, leads: &Leads, events: &Events) -> io::Result<()> {
    let mut lead_of = Vec::with_capacity(events.times.len());
    for (lead, range) in events.offsets.windows(2).enumerate() {
        lead_of.extend((range[0]..range[1]).map(|_| lead as u32));
    }
    let mut order: Vec<u32> = (0..events.times.len() as u32).collect();
    order.sort_by_key(|&event| events.times[event as usize]);
    writeln!(file, "lead_id,event,ts,path,seconds")?;
    for event in order.into_iter().map(|event| event as usize) {
        let lead = leads.ids[lead_of[event] as usize];
        let kind = KINDS[usize::from(events.kinds[event])].0;
        let (time, path) = (moment(events.times[event]), text(&events.path, event));
        writeln!(file, "{lead},{kind},{time},{path},{}", events.seconds[event])?;
    }
    file.flush()
}

/// Scores in hundredths, and the number of the stage: warm, hot, cold.
fn answers(mut file: impl Write, leads: &Leads, answers: &Answers) -> io::Result<()> {
    writeln!(file, "lead_id,score,stage")?;
    for (id, (score, stage)) in leads.ids.iter().zip(answers.scores.iter().zip(&answers.stages)) {
        writeln!(file, "{id},{score},{}", ["warm", "hot", "cold"][usize::from(*stage)])?;
    }
    file.flush()
}

fn embed_answers(mut file: impl Write, leads: &Leads, events: &Events) -> io::Result<()> {
    writeln!(file, "lead_id,score,stage")?;
    for row in 0..embed::LEADS {
        let (score, stage) = Person::row(leads, events, row).score();
        writeln!(file, "{},{score},{stage}", leads.ids[row])?;
    }
    file.flush()
}
