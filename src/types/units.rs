//! Calendar units of local wall-clock time: core alone, for the compiler and for the runtime of native objects.

/// A calendar unit of `once per day`, `max 20 per month`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    Hour,
    Day,
    /// Monday to Sunday.
    Week,
    Month,
    Year,
}

impl Unit {
    /// In the order of their numbers.
    pub const ALL: [Unit; 5] = [Unit::Hour, Unit::Day, Unit::Week, Unit::Month, Unit::Year];

    /// The number of the unit that holds a moment of local time, in seconds since 1970-01-01T00:00:00: ascending.
    pub fn of(self, local: i64) -> i64 {
        let day = local.div_euclid(86_400);
        match self {
            Unit::Hour => local.div_euclid(3600),
            Unit::Day => day,
            // Day 0, 1970-01-01, was a Thursday: three days after a Monday.
            Unit::Week => (day + 3).div_euclid(7),
            Unit::Month => months(day),
            Unit::Year => months(day).div_euclid(12),
        }
    }
}

/// The months from March of the year 0 to the month of a day that is counted from 1970-01-01, beginning the year in January.
///
/// The days of a year that begins in March are `(153 m + 2) / 5` before its month m; see Howard Hinnant, "chrono-Compatible Low-Level
/// Date Algorithms", <https://howardhinnant.github.io/date_algorithms.html>.
fn months(day: i64) -> i64 {
    let day = day + 719_468;
    let (era, of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    // January and February belong to the year that has begun.
    (era * 400 + year) * 12 + month + 2
}
