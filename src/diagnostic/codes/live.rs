//! E07xx, live: events that come, and the state that is kept of leads

use super::codes;

codes! {
    LATE "E0701" "an event that comes too late";
    OTHER_MODEL "E0702" "a state of another model";
    IN_USE "E0703" "a state that is in use";
    DAMAGED "E0704" "a state that is damaged";
    CANNOT_KEEP "E0705" "a state that cannot be written";
    CUT "E0706" "an output that lacks what was written to it";
    NO_STATE "E0707" "a folder without a state";
}
