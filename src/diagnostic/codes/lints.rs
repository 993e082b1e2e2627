//! Wxxxx, lints: what is allowed but surely not meant. Their pages are in `docs/lints`.

use super::codes;

codes! { in "lints";
    THREE_DECIMALS "W0101" "three decimals that look like a thousand";
    YES_NO_AMONG_TEXTS "W0102" "yes or no among texts";
    CAP_BELOW_ONE "W0103" "a cap below one occurrence";
}
