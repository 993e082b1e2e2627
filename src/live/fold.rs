//! What became final: judged by the definition on the events that are kept, and carried.

use crate::ir::eval::Judge;
use crate::ir::eval::View;
use crate::ir::expr::Place;
use crate::ir::outcome::Outcome;
use crate::live::carried::Amount;
use crate::live::carried::Carried;
use crate::live::carried::Site;
use crate::live::plan::Carrier;
use crate::live::plan::Plan;
use crate::live::rules::Limits;
use crate::live::rules::Rule;
use crate::live::state::State;
use crate::live::state::front;
use crate::types::Lead;
use crate::types::Value;
use crate::types::calendar::Zone;
use crate::types::points::ExactSum;

impl State {
    /// Carries what became final since the frontier stood elsewhere; true where there was anything.
    pub(super) fn fold(&mut self, plan: &Plan, before: i64) -> bool {
        let range = |settles: i64| {
            let place = |time: i64| self.events.partition_point(|event| event.time < time);
            place(front(before, settles))..place(front(self.frontier, settles))
        };
        let ranges: Vec<_> = plan.carriers.iter().map(|carrier| range(carrier.settles)).collect();
        if ranges.iter().all(std::ops::Range::is_empty) {
            return false;
        }
        let (lead, outcome) = (Lead::default(), Outcome::default());
        let judge = Judge::new(&plan.whole, &lead, &self.events, self.frontier, &outcome);
        let past = self.events.partition_point(|event| event.time < self.frontier);
        let past = &self.events[..past];
        let carriers = plan.carriers.iter().zip(ranges);
        for (((carrier, range), all), behind) in
            carriers.zip(&mut self.carried).zip(&mut self.behind)
        {
            let view = judge.view(carrier.mask);
            *behind |= past.iter().any(|e| carrier.looks_at(e.event));
            let found = range.filter_map(|e| carrier.judge(&view, e, self.events[e].time));
            carrier.carry(all, found.collect(), &plan.whole.zone);
        }
        true
    }

    /// Of each carrier that counts from a date on: that date at the frontier, or later at any later moment.
    pub(super) fn sinces(&self, plan: &Plan) -> Vec<Option<i64>> {
        let since = |carrier: &'_ Carrier| match &carrier.rule {
            Rule::Window { since: Some(since), .. } => Some(since.clone()),
            _ => None,
        };
        let sinces: Vec<_> = plan.carriers.iter().map(since).collect();
        if sinces.iter().all(Option::is_none) {
            return vec![None; sinces.len()];
        }
        let (lead, events) = self.history(plan);
        let outcome = Outcome::default();
        let judge = Judge::new(&plan.program, &lead, &events, self.frontier, &outcome);
        let only_on = |(since, carrier): (Option<Box<_>>, &Carrier)| {
            let since = since.filter(|_| carrier.moves_on)?;
            judge.view(carrier.mask).moment(&since)
        };
        sinces.into_iter().zip(&plan.carriers).map(only_on).collect()
    }
}

impl Plan {
    pub(super) fn site(&self, carrier: &Carrier, frontier: i64, since: Option<i64>) -> Site<'_> {
        let front = front(frontier, carrier.settles);
        Site { zone: &self.whole.zone, front, frontier, since }
    }
}

impl Carrier {
    /// What is carried of an event, if it is one of the rule's.
    fn judge(&self, view: &View, event: usize, time: i64) -> Option<Carried> {
        let counts =
            self.active.holds(time) && view.is_picked(event, &self.kind, self.filter.as_ref());
        if !counts {
            return None;
        }
        view.at(event, |view| {
            let value = |property| view.value(Place::Event { up: 0, property }).clone();
            let values: Vec<Value> = self.columns.iter().map(|column| value(*column)).collect();
            let asked = values.first();
            let amount = match &self.rule {
                Rule::Line(_) => Amount::of_points(view.points(self.points.as_ref()?)?),
                Rule::Sum => match asked? {
                    Value::Number(number) => of_sum(*number),
                    _ => return None,
                },
                _ => Amount::Exact(1),
            };
            // Over the known values of a property.
            let known = self.points.is_some() || asked.is_none_or(Value::is_known);
            known.then_some(Carried { time, amount, values })
        })
    }

    /// Those found, by time; of a rule with a cooldown, those that are so long after the last that counted.
    fn carry(&self, all: &mut Vec<Carried>, mut found: Vec<Carried>, zone: &Zone) {
        let cooldown = match &self.rule {
            Rule::Line(Limits { cooldown: Some(cooldown), .. }) => *cooldown,
            _ => return all.extend(found),
        };
        self.in_order(&mut found, zone);
        for one in found {
            if all.last().is_none_or(|last| one.time.saturating_sub(last.time) >= cooldown) {
                all.push(one);
            }
        }
    }
}

fn of_sum(number: f64) -> Amount {
    let mut sum = ExactSum::default();
    sum.add(number);
    sum.billionths().map_or(Amount::Beyond, Amount::Exact)
}
