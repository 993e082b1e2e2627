//! E08xx, SQL: what a data base cannot be asked

use super::codes;

codes! {
    UNSAYABLE "E0801" "what a dialect cannot say";
}
