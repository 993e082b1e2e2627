//! What was read, scored and rejected, in words: nothing is dropped in silence.

use crate::cli::report::bars::grouped;
use crate::data::Stock;

/// So many bad values are shown where rows are left out.
const SHOWN: usize = 5;

/// The summary for standard error. `unscored` leads are those that no model is for.
pub fn words(stock: &Stock, unscored: u64, rejects: Option<&str>) -> String {
    let summary = &stock.summary;
    let mut text = format!(
        "{} read, {} scored, {} rejected",
        counted(summary.leads_read, "lead", "leads"),
        grouped(summary.leads_kept - unscored),
        grouped(summary.leads_rejected)
    );
    if unscored > 0 {
        text.push_str(&format!(", {} that no model is for", grouped(unscored)));
    }
    text.push_str(&format!("\n{}", summary.behind_leads()));
    for line in bad(stock, rejects) {
        text.push_str(&format!("{line}\n"));
    }
    text
}

/// The first bad values, and where all of them are.
fn bad(stock: &Stock, rejects: Option<&str>) -> Vec<String> {
    let mut lines: Vec<String> = stock.bad.iter().take(SHOWN).map(|b| b.to_string()).collect();
    let shown = lines.len() as u64;
    if let Some(file) = rejects.filter(|_| shown > 0) {
        lines.push(format!("  all of them are in {file}"));
    } else if stock.bad_values > shown {
        let more = grouped(stock.bad_values - shown);
        lines.push(format!("  and {more} more; `--rejects FILE` writes all of them"));
    }
    lines
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}
