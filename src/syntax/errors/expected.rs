//! What would be valid at a place, in words.

use crate::syntax::pairs::R;

/// What could have stood where reading stopped.
pub fn words(rules: &[R]) -> Vec<String> {
    rules.iter().map(|r| format!("{r:?}")).collect()
}
