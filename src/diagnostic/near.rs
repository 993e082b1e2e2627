//! Did you mean …? Only when near: a wrong guess costs the reader more than none.

use strsim::damerau_levenshtein;

/// The candidates near `word`, nearest first, at most three.
///
/// Near is one slip in words of up to five letters, two in longer ones, three from twelve on, upper and lower case being equal;
/// a candidate that equals `word` but for case comes first.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let folded = word.to_lowercase();
    let letters = folded.chars().count();
    let allowed = match letters {
        0..=2 => 0,
        3..=5 => 1,
        6..=11 => 2,
        _ => 3,
    };
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter(|c| c.chars().count().abs_diff(letters) <= allowed)
        .map(|c| (damerau_levenshtein(&folded, &c.to_lowercase()), c))
        .filter(|&(distance, _)| distance <= allowed)
        .collect();
    near.sort();
    near.dedup();
    near.into_iter().take(3).map(|(_, c)| c).collect()
}

/// "`a`, `b` or `c`", for lists of what is valid here.
pub fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|w| format!("`{w}`")).collect();
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_only_when_near() {
        assert_eq!(nearest("employes", ["employees", "seniority"]), ["employees"]);
        assert_eq!(nearest("Title", ["title", "tile"]), ["title", "tile"]);
        assert!(nearest("age", ["path", "page_view"]).is_empty());
        assert!(nearest("x", ["y"]).is_empty());
    }

    #[test]
    fn lists_read_aloud() {
        assert_eq!(one_of(["a", "b", "c"]), "`a`, `b` or `c`");
        assert_eq!(one_of(["a"]), "`a`");
    }
}
