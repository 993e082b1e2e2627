//! The rules of `ageing.score` by hand: one loop over the events of each lead, ageing by tables or by `powf`.

use std::ops::Range;

use crate::answers::Answers;
use crate::data::AS_OF;
use crate::data::Events;

pub const RULES: &str = include_str!("ageing.score");

const WARM: u16 = 0;
const HOT: u16 = 1;
const COLD: u16 = 2;
const DAY: i64 = 86_400;

// Positions in `data::KINDS`.
const EMAIL_OPEN: u8 = 0;
const EMAIL_CLICK: u8 = 1;
const PAGE_VIEW: u8 = 2;
const PRICING_VIEW: u8 = 3;
const WEBINAR: u8 = 4;
const FORM: u8 = 5;
const DEMO: u8 = 6;
const WHITEPAPER: u8 = 7;
const UNSUBSCRIBE: u8 = 8;
const BOUNCE: u8 = 9;
const CART: u8 = 10;
const PURCHASE: u8 = 11;

/// How points age, and how an occurrence is counted.
pub trait Worth {
    type Sum: Copy + Default + std::ops::AddAssign;
    /// 10 % in 30 days.
    fn decayed(&self, points: f64, age: i64) -> Self::Sum;
    /// Half in 90 days.
    fn halved(&self, points: f64, age: i64) -> Self::Sum;
    fn whole(points: f64) -> Self::Sum;
    /// In hundredths, at most so many either way.
    fn published(sum: Self::Sum, most: f64) -> i64;
}

/// As the language says it: an occurrence is rounded to billionths, and sums are whole numbers. `keep^(age/period)` is
/// two products of entries of three tables over the digits of the age.
pub struct Tables {
    decay: [Vec<f64>; 3],
    half: [Vec<f64>; 3],
}

/// As one would write it in a hurry: `powf`, and sums of doubles.
pub struct Powf;

impl Tables {
    pub fn new() -> Tables {
        let table = |keep: f64, period: f64, step: i64| {
            (0..1_024).map(|i| keep.powf((i * step) as f64 / period)).collect()
        };
        let tables = |keep, days: i64| {
            [1, 1 << 10, 1 << 20].map(|step| table(keep, (days * DAY) as f64, step))
        };
        Tables { decay: tables(0.9, 30), half: tables(0.5, 90) }
    }
}

fn factor([low, middle, high]: &[Vec<f64>; 3], age: i64) -> f64 {
    let age = age as usize;
    high[age >> 20 & 1_023] * middle[age >> 10 & 1_023] * low[age & 1_023]
}

/// To the nearest, half away from zero. `f64::round` is a call where the processor's oldest instructions must do.
fn nearest(value: f64) -> i64 {
    (value + 0.5f64.copysign(value)) as i64
}

impl Worth for Tables {
    type Sum = i64;

    fn decayed(&self, points: f64, age: i64) -> i64 {
        nearest(points * 1e9 * factor(&self.decay, age))
    }

    fn halved(&self, points: f64, age: i64) -> i64 {
        nearest(points * 1e9 * factor(&self.half, age))
    }

    fn whole(points: f64) -> i64 {
        nearest(points * 1e9)
    }

    fn published(sum: i64, most: f64) -> i64 {
        let most = nearest(most * 1e9);
        let sum = sum.clamp(-most, most);
        (sum + 5_000_000 * sum.signum()) / 10_000_000
    }
}

impl Worth for Powf {
    type Sum = f64;

    fn decayed(&self, points: f64, age: i64) -> f64 {
        points * 0.9f64.powf(age as f64 / (30 * DAY) as f64)
    }

    fn halved(&self, points: f64, age: i64) -> f64 {
        points * 0.5f64.powf(age as f64 / (90 * DAY) as f64)
    }

    fn whole(points: f64) -> f64 {
        points
    }

    fn published(sum: f64, most: f64) -> i64 {
        (sum.clamp(-most, most) * 100.0).round() as i64
    }
}

fn stage(score: i64) -> u16 {
    match score {
        6_000.. => HOT,
        3_000.. => WARM,
        _ => COLD,
    }
}

/// The lines that a lead's events add up to.
#[derive(Default)]
struct Lines<S> {
    opens: S,
    clicks: S,
    pricing_pages: S,
    long_views: S,
    pricing: S,
    webinars: S,
    /// The latest three.
    forms: [S; 3],
    demos: S,
    whitepapers: S,
    unsubscribed: bool,
    bounces: S,
    carts: S,
    purchases: S,
    views_of_week: u32,
    active: bool,
}

pub fn score<W: Worth>(worth: &W, events: &Events, leads: Range<usize>) -> Answers {
    let pricing: Vec<bool> =
        events.path.values.iter().map(|path| path.starts_with("/pricing")).collect();
    let mut answers = Answers::with_capacity(leads.len());
    let silent = Lines::<W::Sum>::default().published::<W>();
    for lead in leads {
        let own = events.offsets[lead]..events.offsets[lead + 1];
        if own.is_empty() {
            answers.push(silent.0, silent.1);
            continue;
        }
        let mut lines = Lines::<W::Sum>::default();
        for event in own {
            let age = AS_OF - events.times[event];
            if age < 0 {
                break;
            }
            lines.add(worth, events, event, age, &pricing);
        }
        let (score, stage) = lines.published::<W>();
        answers.push(score, stage);
    }
    answers
}

/// The same halves on two threads.
pub fn score_in_two<W: Worth + Sync>(worth: &W, events: &Events, leads: usize) -> Answers {
    std::thread::scope(|scope| {
        let second = scope.spawn(|| score(worth, events, leads / 2..leads));
        let mut answers = score(worth, events, 0..leads / 2);
        let second = second.join().expect("the other half is scored");
        answers.scores.extend(second.scores);
        answers.stages.extend(second.stages);
        answers
    })
}

impl<S: Copy + Default + std::ops::AddAssign> Lines<S> {
    #[inline(always)]
    fn add<W: Worth<Sum = S>>(
        &mut self,
        worth: &W,
        events: &Events,
        event: usize,
        age: i64,
        pricing: &[bool],
    ) {
        self.active |= age < 60 * DAY;
        match events.kinds[event] {
            EMAIL_OPEN => self.opens += worth.decayed(1.0, age),
            EMAIL_CLICK => self.clicks += worth.decayed(3.0, age),
            PAGE_VIEW => {
                if pricing[events.path.codes[event] as usize] {
                    self.pricing_pages += worth.decayed(2.0, age);
                }
                if events.seconds[event] > 60.0 {
                    self.long_views += worth.decayed(0.5, age);
                }
                self.views_of_week += (age < 7 * DAY) as u32;
            }
            PRICING_VIEW => self.pricing += worth.decayed(5.0, age),
            WEBINAR => self.webinars += worth.halved(8.0, age),
            FORM => self.forms = [self.forms[1], self.forms[2], worth.decayed(10.0, age)],
            DEMO => self.demos += worth.halved(20.0, age),
            WHITEPAPER => self.whitepapers += worth.decayed(4.0, age),
            UNSUBSCRIBE => self.unsubscribed = true,
            BOUNCE => self.bounces += worth.decayed(-5.0, age),
            CART if age < 30 * DAY => self.carts += W::whole(6.0),
            PURCHASE if age < 180 * DAY => self.purchases += W::whole(15.0),
            _ => {}
        }
    }

    fn published<W: Worth<Sum = S>>(self) -> (i64, u16) {
        const NO_CAP: f64 = 1e9;
        let [mut forms, second, third] = self.forms;
        forms += second;
        forms += third;
        let score = W::published(self.opens, 10.0)
            + W::published(self.clicks, 12.0)
            + W::published(self.pricing_pages, 20.0)
            + W::published(self.long_views, 15.0)
            + W::published(self.pricing, 25.0)
            + W::published(self.webinars, NO_CAP)
            + W::published(forms, NO_CAP)
            + W::published(self.demos, 40.0)
            + W::published(self.whitepapers, 12.0)
            - self.unsubscribed as i64 * 1_500
            + W::published(self.bounces, 10.0)
            + W::published(self.carts, NO_CAP)
            + W::published(self.purchases, NO_CAP)
            + (self.views_of_week >= 5) as i64 * 1_000
            - !self.active as i64 * 1_000;
        let score = score.clamp(0, 10_000);
        (score, stage(score))
    }
}
