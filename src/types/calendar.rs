//! The calendar: time zones, calendar units, local days.

use std::sync::Arc;

pub use crate::types::units::Unit;

/// A time zone by its IANA name.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    zone: jiff::tz::TimeZone,
    name: String,
    offsets: Arc<Offsets>,
}

/// The offsets from UTC that a zone has had and will have for long: looked up for every event, so found out beforehand.
#[derive(Debug, PartialEq)]
struct Offsets {
    /// Where the offset changes, in seconds, ascending.
    changes: Vec<i64>,
    /// In seconds: before the first change, from there on …
    offsets: Vec<i64>,
    /// From here on the zone is asked.
    end: i64,
}

impl Offsets {
    /// To the end of the 21st century.
    const END: i64 = 4_102_444_800;

    fn of(zone: &jiff::tz::TimeZone) -> Offsets {
        let offset = |time: jiff::Timestamp| i64::from(zone.to_offset(time).seconds());
        let mut all = Offsets {
            changes: Vec::new(),
            offsets: vec![offset(jiff::Timestamp::MIN)],
            end: Offsets::END,
        };
        for change in zone.following(jiff::Timestamp::MIN) {
            let time = change.timestamp();
            if time.as_second() >= Offsets::END {
                return all;
            }
            all.changes.push(time.as_second());
            all.offsets.push(offset(time));
        }
        all.end = i64::MAX;
        all
    }

    fn at(&self, time: i64) -> Option<i64> {
        let past = if self.changes.is_empty() {
            0
        } else {
            self.changes.partition_point(|change| *change <= time)
        };
        (time < self.end).then(|| self.offsets[past])
    }
}

/// The offsets of a zone at every moment, for those who have no data of zones: four hundred years of the calendar are a whole number of weeks, so
/// that from some moment on what a rule says comes again.
pub struct Table {
    /// Where the offset changes, in seconds, ascending.
    pub changes: Vec<i64>,
    /// One more than there are changes.
    pub offsets: Vec<i64>,
    /// From here on the table says what holds 400 years, or as many times 400 years, before.
    pub end: i64,
    /// No moment beyond this has an offset of its own.
    pub greatest: i64,
}

impl Zone {
    pub fn table(&self) -> Table {
        const CYCLE: i64 = 146_097 * 86_400;
        let (mut changes, mut offsets) =
            (self.offsets.changes.clone(), self.offsets.offsets.clone());
        let end = Offsets::END + CYCLE;
        let last = jiff::Timestamp::from_second(Offsets::END - 1).unwrap_or_default();
        for change in self.zone.following(last) {
            let time = change.timestamp();
            if time.as_second() >= end {
                break;
            }
            if changes.last().is_none_or(|last| *last < time.as_second()) {
                changes.push(time.as_second());
                offsets.push(i64::from(self.zone.to_offset(time).seconds()));
            }
        }
        Table { changes, offsets, end, greatest: jiff::Timestamp::MAX.as_second() }
    }

    pub fn utc() -> Zone {
        Zone::of(jiff::tz::TimeZone::UTC, "UTC")
    }

    /// The zone of an IANA name such as `Europe/Madrid`, from the data that is built in.
    pub fn named(name: &str) -> Option<Zone> {
        let zone = jiff::tz::TimeZone::get(name).ok()?;
        Some(Zone::of(zone, name))
    }

    fn of(zone: jiff::tz::TimeZone, name: &str) -> Zone {
        let offsets = Arc::new(Offsets::of(&zone));
        Zone { zone, name: name.into(), offsets }
    }

    /// The full name of the zone whose last part is this place: `Europe/Madrid` for `madrid`. The first by name, if several are.
    pub fn of_place(place: &str) -> Option<String> {
        let place = place.rsplit('/').next()?.trim().replace(' ', "_");
        let is_it = |name: &String| {
            name.rsplit_once('/').is_some_and(|(_, last)| last.eq_ignore_ascii_case(&place))
        };
        jiff::tz::db().available().map(|name| name.as_str().to_string()).filter(is_it).min()
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first second at or after a local wall-clock time: a missing time is the first instant after, a doubled one the earlier.
    ///
    /// Nothing where the date does not exist or lies outside the years that can be counted.
    pub fn instant(&self, date: (i16, i8, i8), time: (i8, i8, i8)) -> Option<i64> {
        let date = jiff::civil::Date::new(date.0, date.1, date.2).ok()?;
        let time = jiff::civil::Time::new(time.0, time.1, time.2, 0).ok()?;
        let ambiguous = self.zone.to_ambiguous_timestamp(date.to_datetime(time));
        match ambiguous.offset() {
            // Compatible would move a missing time by the length of the gap; the gap's end is the first instant after.
            jiff::tz::AmbiguousOffset::Gap { .. } => self.gap_end(date.to_datetime(time)),
            _ => ambiguous.earlier().ok().map(|t| t.as_second()),
        }
    }

    /// The first second of a local day.
    pub fn day_start(&self, year: i16, month: i8, day: i8) -> Option<i64> {
        self.instant((year, month, day), (0, 0, 0))
    }

    /// The first second of the local day after this one.
    pub fn day_end(&self, year: i16, month: i8, day: i8) -> Option<i64> {
        let next = jiff::civil::Date::new(year, month, day).ok()?.tomorrow().ok()?;
        self.day_start(next.year(), next.month(), next.day())
    }

    fn gap_end(&self, missing: jiff::civil::DateTime) -> Option<i64> {
        let before = self.zone.to_ambiguous_timestamp(missing).earlier().ok()?;
        self.zone.following(before).next().map(|transition| transition.timestamp().as_second())
    }

    /// The local day of a moment, as `2026-01-31`.
    pub fn day(&self, time: i64) -> String {
        let timestamp = jiff::Timestamp::from_second(time).unwrap_or(jiff::Timestamp::MAX);
        timestamp.to_zoned(self.zone.clone()).date().to_string()
    }

    /// The number of the calendar unit that holds a moment: equal exactly within one unit, ascending with local wall-clock time.
    ///
    /// A doubled hour has one number: two moments of one wall-clock hour are in one `hour`.
    pub fn bucket(&self, unit: Unit, time: i64) -> i64 {
        unit.of(time.saturating_add(self.offset(time)))
    }

    fn offset(&self, time: i64) -> i64 {
        let asked = || i64::from(self.zone.to_offset(moment(time)).seconds());
        self.offsets.at(time).unwrap_or_else(asked)
    }
}

/// A moment, held within the years that can be counted.
fn moment(time: i64) -> jiff::Timestamp {
    let end = if time < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
    jiff::Timestamp::from_second(time).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn madrid() -> Zone {
        Zone::named("Europe/Madrid").expect("in the built-in data")
    }

    fn utc(date: (i16, i8, i8), time: (i8, i8, i8)) -> Option<i64> {
        Zone::utc().instant(date, time)
    }

    #[test]
    fn a_missing_time_is_the_first_instant_after() {
        // 02:00 to 03:00 is missing on 2026-03-29; local 03:00 is 01:00 UTC.
        let end = utc((2026, 3, 29), (1, 0, 0));
        for minute in [0, 1, 30, 59] {
            assert_eq!(madrid().instant((2026, 3, 29), (2, minute, 0)), end);
        }
        assert_eq!(madrid().instant((2026, 3, 29), (3, 0, 0)), end);
        // Apia left out a whole day; Beirut begins some days at one.
        let apia = Zone::named("Pacific/Apia").expect("in the built-in data");
        assert_eq!(apia.day_start(2011, 12, 30), utc((2011, 12, 30), (10, 0, 0)));
        assert_eq!(apia.day_start(2011, 12, 31), utc((2011, 12, 30), (10, 0, 0)));
        let beirut = Zone::named("Asia/Beirut").expect("in the built-in data");
        assert_eq!(beirut.day_start(2022, 3, 27), utc((2022, 3, 26), (22, 0, 0)));
        // Beyond the tables, where only the rule for the future is known.
        assert_eq!(madrid().instant((2090, 3, 26), (2, 30, 0)), utc((2090, 3, 26), (1, 0, 0)));
    }

    #[test]
    fn a_doubled_time_is_the_earlier() {
        assert_eq!(madrid().instant((2026, 10, 25), (2, 30, 0)), utc((2026, 10, 25), (0, 30, 0)));
    }

    #[test]
    fn days_without_24_hours() {
        let length = |m, d| Some(madrid().day_end(2026, m, d)? - madrid().day_start(2026, m, d)?);
        assert_eq!((length(3, 29), length(10, 25)), (Some(23 * 3600), Some(25 * 3600)));
        assert_eq!(Zone::utc().day_start(2026, 2, 29), None);
    }

    #[test]
    fn a_doubled_hour_is_one_and_a_missing_one_none() {
        let hour = |day, h| {
            let time = utc(day, (h, 30, 0)).expect("a time");
            madrid().bucket(Unit::Hour, time)
        };
        let autumn = (2026, 10, 25);
        assert_eq!(hour(autumn, 0), hour(autumn, 1));
        assert_eq!(hour(autumn, 2), hour(autumn, 1) + 1);
        let spring = (2026, 3, 29);
        assert_eq!(hour(spring, 1), hour(spring, 0) + 2);
    }

    #[test]
    fn weeks_begin_on_monday_and_units_are_local() {
        let zone = madrid();
        let start = |y, m, d| zone.day_start(y, m, d).expect("a day");
        let changes = |unit, time| zone.bucket(unit, time) == zone.bucket(unit, time - 1) + 1;
        let monday = start(2026, 1, 5);
        assert!(changes(Unit::Week, monday) && changes(Unit::Week, monday + 7 * 86_400));
        assert!(!changes(Unit::Week, monday + 86_400));
        assert!(changes(Unit::Month, start(2026, 1, 1)) && changes(Unit::Year, start(2026, 1, 1)));
        assert!(changes(Unit::Day, start(1960, 7, 1)) && changes(Unit::Month, start(1960, 7, 1)));
        assert!(!changes(Unit::Month, start(2026, 1, 2)));
    }

    #[test]
    fn buckets_are_those_of_the_calendar() {
        for zone in [Zone::utc(), madrid(), Zone::named("Pacific/Apia").expect("a zone")] {
            // From 1850 into 2150, at odd times of the day.
            for time in (-3_786_912_000..5_680_281_600).step_by(7_654_321) {
                let local = zone.zone.to_datetime(moment(time));
                let (year, month) = (i64::from(local.year()), i64::from(local.month()));
                assert_eq!(zone.bucket(Unit::Month, time), year * 12 + month - 1, "{local}");
                assert_eq!(zone.bucket(Unit::Year, time), year, "{local}");
                let day = local.date().to_datetime(jiff::civil::Time::midnight());
                let day = day.to_zoned(jiff::tz::TimeZone::UTC).expect("a day").timestamp();
                assert_eq!(zone.bucket(Unit::Day, time), day.as_second() / 86_400, "{local}");
            }
        }
    }

    #[test]
    fn times_beyond_the_years_do_not_fail() {
        for time in [i64::MIN, i64::MAX] {
            for unit in [Unit::Hour, Unit::Day, Unit::Week, Unit::Month, Unit::Year] {
                madrid().bucket(unit, time);
            }
        }
    }

    /// As the runtime of native objects reads it.
    fn looked_up(table: &Table, time: i64) -> i64 {
        const CYCLE: i64 = 146_097 * 86_400;
        let mut time = time.min(table.greatest);
        if time >= table.end {
            time -= ((time - table.end) / CYCLE + 1) * CYCLE;
        }
        table.offsets[table.changes.partition_point(|change| *change <= time)]
    }

    #[test]
    fn a_table_holds_for_every_moment() {
        for name in [
            "UTC",
            "Europe/Madrid",
            "America/New_York",
            "Asia/Kolkata",
            "Africa/Casablanca",
            "Australia/Lord_Howe",
        ] {
            let zone = Zone::named(name).expect("in the built-in data");
            let table = zone.table();
            let mut time = -62_000_000_000i64;
            while time < 260_000_000_000 {
                assert_eq!(looked_up(&table, time), zone.offset(time), "{name} at {time}");
                time += 9_999_991;
            }
            for change in table.changes.iter().rev().take(4) {
                for time in
                    [change - 1, *change, change + CYCLE_SECONDS - 1, change + CYCLE_SECONDS]
                {
                    assert_eq!(looked_up(&table, time), zone.offset(time), "{name} at {time}");
                }
            }
            assert_eq!(looked_up(&table, i64::MAX), zone.offset(i64::MAX), "{name}");
            assert_eq!(looked_up(&table, i64::MIN), zone.offset(i64::MIN), "{name}");
        }
    }

    const CYCLE_SECONDS: i64 = 146_097 * 86_400;
}
