//! The calendar: time zones, calendar units, local days.

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

/// A time zone by its IANA name.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    zone: jiff::tz::TimeZone,
    name: String,
}

impl Zone {
    pub fn utc() -> Zone {
        Zone { zone: jiff::tz::TimeZone::UTC, name: "UTC".into() }
    }

    /// The zone of an IANA name such as `Europe/Madrid`, from the data that is built in.
    pub fn named(name: &str) -> Option<Zone> {
        let zone = jiff::tz::TimeZone::get(name).ok()?;
        Some(Zone { zone, name: name.into() })
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
}
