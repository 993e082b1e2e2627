//! Did you mean …? Only when near: a wrong guess costs the reader more than none.

use strsim::damerau_levenshtein;

/// The candidates near `word`, nearest first, at most three.
///
/// Near is one slip in words of up to five letters, two in longer ones, three from twelve on, upper and lower case being equal, and two letters
/// that changed places one slip. Of two letters, nothing else is near. A candidate that equals `word` but for case comes first.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let folded = word.to_lowercase();
    let letters = folded.chars().count();
    let allowed = match letters {
        0..=1 => 0,
        2..=5 => 1,
        6..=11 => 2,
        _ => 3,
    };
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter(|c| c.chars().count().abs_diff(letters) <= allowed)
        .filter_map(|c| Some((distance(&folded, &c.to_lowercase(), letters)?, c)))
        .filter(|&(distance, _)| distance <= allowed)
        .collect();
    near.sort();
    near.dedup();
    near.into_iter().take(3).map(|(_, c)| c).collect()
}

/// How many slips lie between a word of so many letters and another; nothing where too little of it would be left.
fn distance(word: &str, other: &str, letters: usize) -> Option<usize> {
    let tells = letters > 2 || word == other || word.chars().rev().eq(other.chars());
    tells.then(|| damerau_levenshtein(word, other))
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
        assert_eq!(nearest("fi", ["on", "if", "i"]), ["if"]);
        assert!(nearest("is", ["if", "as", "i", "his"]).is_empty());
        assert_eq!(nearest("onec", ["one", "once"]), ["once", "one"]);
    }

    #[test]
    fn lists_read_aloud() {
        assert_eq!(one_of(["a", "b", "c"]), "`a`, `b` or `c`");
        assert_eq!(one_of(["a"]), "`a`");
    }
}
