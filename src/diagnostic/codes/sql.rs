//! E09xx, SQL: what a data base cannot be asked

use super::codes;

codes! {
    UNSAYABLE "E0901" "what a dialect cannot say";
}
