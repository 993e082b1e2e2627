//! The model over states: each rule that carries reads what it carries too, and of the events only those that are not carried yet.

use std::collections::BTreeMap;

use crate::ir::Program;
use crate::ir::expr::AggregateOp;
use crate::ir::expr::ArithmeticOp;
use crate::ir::expr::CompareOp;
use crate::ir::expr::Cond;
use crate::ir::expr::Kind;
use crate::ir::expr::Moment;
use crate::ir::expr::Num;
use crate::ir::expr::Operand;
use crate::ir::expr::Place;
use crate::ir::expr::Query;
use crate::ir::program::GroupId;
use crate::ir::program::Item;
use crate::ir::program::Keep as Limit;
use crate::ir::program::Line;
use crate::ir::program::LineId;
use crate::ir::program::LineKind;
use crate::ir::program::MaskId;
use crate::ir::program::OnLine;
use crate::ir::program::Origin;
use crate::ir::program::Per;
use crate::ir::program::Period;
use crate::ir::program::Pick;
use crate::ir::program::PointsBy;
use crate::ir::program::ScoreBody;
use crate::live::outlook::Outlook;
use crate::live::outlook::both;
use crate::live::outlook::names;
use crate::live::plain::conjunction;
use crate::live::plain::fresh;
use crate::live::plan::Carrier;
use crate::live::plan::Grows;
use crate::live::plan::Keep;
use crate::live::plan::Why;
use crate::live::rules::Limits;
use crate::live::rules::Merge;
use crate::live::rules::Rule;
use crate::optimise::walk;
use crate::optimise::walk::Ask;
use crate::optimise::walk::Rewrite;
use crate::types::AttributeId;
use crate::types::EventId;
use crate::types::Field;
use crate::types::PropertyId;
use crate::types::Schema;
use crate::types::Type;
use crate::types::ageing::Ageing;
use crate::types::ageing::Shape;

/// The event itself.
fn here(property: PropertyId) -> Place {
    Place::Event { up: 0, property }
}

pub(super) struct Rewriter<'p> {
    whole: &'p Program,
    /// One a line: the `per` of each group around it.
    pools: Vec<Vec<Per>>,
    /// One a line: the `per` of the group that it stands in.
    pool: Vec<Option<Per>>,
    /// The rule that is looked at.
    origin: Origin,
    mask: MaskId,
    /// One a mask: for how long before the frontier its rules look at events.
    masked: Vec<Option<i64>>,
    pub schema: Schema,
    amount: PropertyId,
    pub carriers: Vec<Carrier>,
    keep: Keep,
    pub fronts: Vec<(AttributeId, i64)>,
    pub grows: Vec<Grows>,
    /// How many carriers have a name.
    named: BTreeMap<String, u32>,
}

/// What comes of the work.
pub(super) struct Made {
    pub schema: Schema,
    pub carriers: Vec<Carrier>,
    pub keep: Vec<Option<i64>>,
    pub fronts: Vec<(AttributeId, i64)>,
    pub grows: Vec<Grows>,
}

impl<'p> Rewriter<'p> {
    pub fn new(whole: &'p Program) -> Rewriter<'p> {
        let mut schema = whole.schema.clone();
        let amount = PropertyId(schema.properties.len() as u32);
        let known: Vec<String> = schema.properties.iter().map(|f| f.name.clone()).collect();
        let name = fresh("carried".into(), &known);
        schema.properties.push(Field { name, ty: Type::Number });
        let mut rewriter = Rewriter {
            whole,
            pools: vec![Vec::new(); whole.lines.len()],
            pool: vec![None; whole.lines.len()],
            origin: Origin::default(),
            mask: MaskId(0),
            masked: vec![Some(0); whole.masks.len()],
            schema,
            amount,
            carriers: Vec::new(),
            keep: Keep(vec![Some(0); whole.schema.events.len()]),
            fronts: Vec::new(),
            grows: Vec::new(),
            named: BTreeMap::new(),
        };
        for score in &whole.scores {
            if let ScoreBody::Items(items) = &score.body {
                rewriter.pools_of(items, &[], None);
            }
        }
        rewriter
    }

    fn pools_of(&mut self, items: &[Item], around: &[Per], own: Option<Per>) {
        for item in items {
            match item {
                Item::Line(id) => {
                    self.pools[id.index()] = around.to_vec();
                    self.pool[id.index()] = own;
                }
                Item::Group(id) => self.pools_of_group(*id, around),
                Item::When { then, otherwise, .. } => {
                    self.pools_of(then, around, own);
                    self.pools_of(otherwise, around, own);
                }
            }
        }
    }

    fn pools_of_group(&mut self, id: GroupId, around: &[Per]) {
        let group = &self.whole.groups[id.index()];
        let own = group.cap_per.map(|(_, per)| per);
        let around: Vec<Per> = around.iter().copied().chain(own).collect();
        self.pools_of(&group.items, &around, own);
    }

    pub fn finish(self) -> Made {
        Made {
            schema: self.schema,
            carriers: self.carriers,
            keep: self.keep.0,
            fronts: self.fronts,
            grows: self.grows,
        }
    }

    pub fn cond(&mut self, condition: &mut Cond, mask: MaskId, origin: &Origin) {
        (self.mask, self.origin) = (mask, origin.clone());
        walk::cond(self, condition, Ask::True);
    }

    pub fn items(&mut self, of: &mut [Item], mask: MaskId) {
        for item in of {
            if let Item::When { condition, origin, then, otherwise } = item {
                self.cond(condition, mask, origin);
                self.items(then, mask);
                self.items(otherwise, mask);
            }
        }
    }

    pub fn line(&mut self, id: LineId, line: &mut Line) {
        self.mask = self.whole.scores[line.score.index()].mask;
        self.origin = line.origin.clone();
        match &mut line.kind {
            LineKind::On(on) => self.on(id, on),
            kind @ LineKind::If { .. } => walk::line(self, kind),
        }
    }

    /// Are there neither resets nor pauses here?
    fn all_exist(&self) -> bool {
        let mask = &self.whole.masks[self.mask.index()];
        mask.resets.is_empty() && mask.pauses.is_empty()
    }

    fn grows(&mut self, reason: Why) {
        self.grows.push(Grows { origin: self.origin.clone(), reason });
    }

    /// Events stay as they came: so long as they can count, or for ever.
    fn keep_as_they_came(&mut self, kind: &Kind, outlook: &Outlook, window: Option<i64>) {
        if !self.all_exist() {
            let masked = &mut self.masked[self.mask.index()];
            *masked = both(*masked, window, i64::max);
        }
        self.keep.more(kind, outlook, window);
        if window.is_none() {
            self.grows(if self.all_exist() { Why::Unsettled } else { Why::Hidden });
        }
    }

    /// What is carried must be final: how long that takes.
    fn settles(&mut self, kind: &Kind, outlook: &Outlook) -> Option<i64> {
        let settles = outlook.settles.filter(|_| self.all_exist())?;
        self.keep.more(kind, outlook, Some(settles));
        if outlook.looks.iter().any(|(_, reach)| reach.is_none()) {
            self.grows(Why::Endless);
        }
        Some(settles)
    }

    /// Resets and pauses are judged on what is kept: as long as their rules look at events, and pauses from the first on.
    pub fn masks(&mut self) {
        let whole = self.whole;
        for (mask, masked) in whole.masks.iter().zip(self.masked.clone()) {
            let mut pick = |pick: &Pick, wait: Option<i64>| {
                let outlook = Outlook::of(&pick.kind, pick.filter.as_ref(), None);
                self.keep.more(&pick.kind, &outlook, wait);
            };
            mask.resets.iter().for_each(|reset| pick(reset, masked));
            for pause in &mask.pauses {
                pick(&pause.from, None);
                pick(&pause.until, None);
            }
        }
    }

    /// A name for what is carried, and the column for how far it is.
    fn carrier(&mut self, mut carrier: Carrier) -> EventId {
        let known = |other: &&Carrier| {
            (&other.kind, &other.filter, &other.columns, &other.rule)
                == (&carrier.kind, &carrier.filter, &carrier.columns, &carrier.rule)
        };
        // One question is often asked in several rules; each rule carries for itself.
        let is_question = carrier.points.is_none();
        if let Some(known) = self.carriers.iter().filter(|_| is_question).find(known) {
            return known.event;
        }
        carrier.event = EventId(self.schema.events.len() as u32);
        let mut name = format!("earlier {}", self.title(&carrier.kind));
        let count = self.named.entry(name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            name = format!("{name} ({count})");
        }
        let name = fresh(name, &self.schema.events);
        self.schema.events.push(name);
        self.carriers.push(carrier);
        EventId(self.schema.events.len() as u32 - 1)
    }

    fn front(&mut self, settles: i64) -> AttributeId {
        if let Some((column, _)) = self.fronts.iter().find(|(_, known)| *known == settles) {
            return *column;
        }
        let column = AttributeId(self.schema.attributes.len() as u32);
        let known: Vec<String> = self.schema.attributes.iter().map(|f| f.name.clone()).collect();
        let name = fresh("settled".into(), &known);
        self.schema.attributes.push(Field { name, ty: Type::Date });
        self.fronts.push((column, settles));
        column
    }

    /// Events as they came, from the front on, for which the filter holds; and what is carried.
    fn over_states(
        &mut self,
        kind: &Kind,
        filter: Option<&Cond>,
        settles: i64,
        carried: Option<EventId>,
    ) -> Kind {
        let front = Place::Lead(self.front(settles));
        let from = || Cond::Date {
            left: Moment::Time { up: 0 },
            op: CompareOp::GreaterOrEqual,
            right: Moment::Field(front),
        };
        let Kind::Of(alternatives) = kind else { return kind.clone() };
        let own = alternatives.iter().map(|(name, condition)| {
            let all = condition.iter().chain(filter).cloned();
            (*name, conjunction([from()].into_iter().chain(all)))
        });
        Kind::Of(own.chain(carried.map(|event| (event, None))).collect())
    }

    fn on(&mut self, id: LineId, on: &mut OnLine) {
        let outlook = Outlook::of(&on.kind, on.filter.as_ref(), Some(&on.points));
        let limits = self.limits(id, on);
        let Some(settles) = self.settles(&on.kind, &outlook) else {
            // What is worth nothing any more can go, unless it decides what else counts.
            let decides = on.first_time || on.cooldown.is_some();
            return self.keep_as_they_came(&on.kind, &outlook, limits.ends.filter(|_| !decides));
        };
        if limits.ends.is_none() {
            self.grows_slowly(on, &limits);
        }
        let closes = matches!(limits.merge, Merge::ClosedUnits(_));
        let columns: Vec<PropertyId> =
            limits.named.iter().chain(&limits.apart).filter_map(property).collect();
        let carrier = Carrier {
            title: self.origin.title().into(),
            event: EventId(0),
            settles,
            kind: on.kind.clone(),
            filter: on.filter.clone(),
            active: on.active,
            points: Some(on.points.clone()),
            columns: distinct(columns),
            amount: self.amount,
            mask: self.mask,
            ordered: involved(&on.kind, &outlook, on.cooldown.is_some() || closes),
            moves_on: false,
            rule: Rule::Line(limits),
            factors: on.ageing.factors(),
        };
        let event = self.carrier(carrier);
        on.kind = self.over_states(&on.kind, on.filter.as_ref(), settles, Some(event));
        on.filter = None;
        on.points = self.worth(&on.points);
    }

    /// What is carried is worth what it says, everything else what the rule says.
    fn worth(&self, by: &PointsBy) -> PointsBy {
        let amount = Num::Field(here(self.amount));
        let carried = (Cond::Known(Operand::Number(amount.clone())), PointsBy::Computed(amount));
        let rest = match by {
            PointsBy::Table(rows) => rows.clone(),
            by => vec![(Cond::Constant(true), by.clone())],
        };
        PointsBy::Table([carried].into_iter().chain(rest).collect())
    }

    fn limits(&self, id: LineId, on: &OnLine) -> Limits {
        let keep = on.keep.iter().filter_map(|keep| keep.per);
        let caps: Vec<Per> = on.caps_per.iter().map(|(_, per)| *per).collect();
        let pool = self.pool[id.index()];
        Limits {
            first_time: on.first_time,
            cooldown: on.cooldown,
            keep: on.keep.clone(),
            named: keep.chain(caps.iter().copied()).chain(pool).collect(),
            apart: caps.iter().copied().chain(self.pools[id.index()].iter().copied()).collect(),
            merge: self.merge(id, on),
            ends: ends(&on.ageing),
        }
    }

    fn merge(&self, id: LineId, on: &OnLine) -> Merge {
        let apart = !on.caps_per.is_empty() || !self.pools[id.index()].is_empty();
        match on.keep.as_slice() {
            [] if is_one_sum(on) => Merge::All,
            [Limit { per: Some(Per::Calendar(unit)), .. }]
                if is_one_sum(on) && !apart && on.cooldown.is_none() =>
            {
                Merge::ClosedUnits(*unit)
            }
            _ => Merge::Never,
        }
    }

    /// What is left has no end, but comes at most once a day.
    fn grows_slowly(&mut self, on: &OnLine, limits: &Limits) {
        let calendar = |per: &Per| matches!(per, Per::Calendar(_));
        match limits.merge {
            Merge::Never if unlimited(on) => self.grows(Why::Stepped),
            Merge::Never
                if limits.keep.iter().filter_map(|keep| keep.per).any(|per| calendar(&per)) =>
            {
                self.grows(Why::Units);
            }
            Merge::All if limits.apart.iter().any(calendar) => self.grows(Why::Units),
            _ => {}
        }
    }

    /// A question outside any event; what stands around an event is judged with it.
    fn ask(
        &mut self,
        query: &Query,
        rule: Rule,
        property: Option<PropertyId>,
    ) -> Option<(EventId, i64)> {
        let outlook = Outlook::of(&query.kind, query.filter.as_deref(), None);
        let title = self.title(&query.kind);
        let Some(settles) = self.settles(&query.kind, &outlook) else {
            self.keep_as_they_came(&query.kind, &outlook, query.within);
            return None;
        };
        let moves_on = query.since.as_deref().is_some_and(|since| self.only_grows(since));
        if matches!(rule, Rule::Window { within: None, .. }) && !moves_on {
            self.grows(Why::Since);
        }
        let carrier = Carrier {
            title,
            event: EventId(0),
            settles,
            kind: query.kind.clone(),
            filter: query.filter.as_deref().cloned(),
            active: Period::default(),
            points: None,
            columns: property.into_iter().collect(),
            amount: self.amount,
            mask: self.mask,
            ordered: involved(&query.kind, &outlook, false),
            moves_on,
            rule,
            factors: Ageing::default().factors(),
        };
        Some((self.carrier(carrier), settles))
    }

    /// The names that a question is about.
    fn title(&self, kind: &Kind) -> String {
        let name = |name: EventId| self.whole.schema.events.get(name.0 as usize);
        let names: Vec<&str> = names(kind).filter_map(name).map(String::as_str).collect();
        if names.len() < self.whole.schema.events.len() { names.join(", ") } else { "event".into() }
    }

    /// The latest or the first of what is carried without a window: it moves on, never back.
    fn only_grows(&self, since: &Moment) -> bool {
        let query = match since {
            Moment::First(query) | Moment::Last { query, .. } => query,
            _ => return false,
        };
        let is_carried = |name: EventId| name.0 as usize >= self.whole.schema.events.len();
        query.within.is_none() && query.since.is_none() && names(&query.kind).any(is_carried)
    }

    /// The question with what is carried.
    fn answer(&mut self, query: &mut Query, rule: Rule, property: Option<PropertyId>) {
        if query.side.is_some() {
            return;
        }
        date_into_filter(query);
        if let Some((event, settles)) = self.ask(query, rule, property) {
            query.kind =
                self.over_states(&query.kind, query.filter.as_deref(), settles, Some(event));
            query.filter = None;
        }
    }

    /// How many: those that are not carried yet, and the number that is.
    fn count(&mut self, query: &Query) -> Option<Num> {
        let (event, settles) = self.ask(query, Rule::Count, None)?;
        let kind = self.over_states(&query.kind, query.filter.as_deref(), settles, None);
        let plain = Query { kind, filter: None, ..query.clone() };
        let carried = Query { kind: Kind::Of(vec![(event, None)]), ..plain.clone() };
        let (op, property) = (AggregateOp::Sum, self.amount);
        Some(Num::Arithmetic {
            op: ArithmeticOp::Add,
            left: Box::new(Num::Count(plain)),
            right: Box::new(Num::Aggregate { op, query: carried, property }),
        })
    }

    /// Their sum by how many they are.
    fn average(&mut self, query: &mut Query, property: PropertyId) -> Option<Num> {
        let known = Cond::Known(Operand::Number(Num::Field(here(property))));
        let filter = conjunction(query.filter.as_deref().cloned().into_iter().chain([known]));
        let known = Query { filter: filter.map(Box::new), ..query.clone() };
        let count = self.count(&known)?;
        let (op, mut query) = (AggregateOp::Sum, query.clone());
        self.answer(&mut query, Rule::Sum, Some(property));
        Some(Num::Arithmetic {
            op: ArithmeticOp::Divide,
            left: Box::new(Num::Aggregate { op, query, property }),
            right: Box::new(count),
        })
    }
}

/// The events whose order matters, if it does.
fn involved(kind: &Kind, outlook: &Outlook, order: bool) -> Vec<EventId> {
    if !order && outlook.looks.is_empty() {
        return Vec::new();
    }
    names(kind).chain(outlook.looks.iter().map(|(name, _)| *name)).collect()
}

/// Every occurrence counts.
fn unlimited(on: &OnLine) -> bool {
    on.keep.is_empty() && !on.first_time
}

/// They age by one curve that has no end, so that what they are worth can be summed.
fn is_one_sum(on: &OnLine) -> bool {
    let even = matches!(on.ageing.shape, None | Some((Shape::Smooth { .. }, _)));
    even && on.ageing.expires.is_none() && !on.first_time
}

fn property(per: &Per) -> Option<PropertyId> {
    match per {
        Per::Property(property) => Some(*property),
        Per::Calendar(_) => None,
    }
}

fn distinct(mut columns: Vec<PropertyId>) -> Vec<PropertyId> {
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// The age from which on nothing is left.
fn ends(ageing: &Ageing) -> Option<i64> {
    let expires = ageing.expires.map(|(end, delay)| end.saturating_add(delay));
    let gone = ageing.shape.as_ref().and_then(|(shape, delay)| {
        let end = match shape {
            Shape::Smooth { .. } | Shape::Stepped { .. } => return None,
            Shape::Linear { rate, period } => linear_end(*rate, *period)?,
            Shape::Steps(steps) => steps.last().map_or(0, |(end, _)| *end),
        };
        Some(end.saturating_add(*delay))
    });
    expires.into_iter().chain(gone).min()
}

fn linear_end(rate: f64, period: i64) -> Option<i64> {
    let end = (period as f64 / rate).ceil();
    (rate > 0.0 && end < 1e15).then_some(end as i64 + 1)
}

/// `since 2026-01-01` is a condition on each event.
fn date_into_filter(query: &mut Query) {
    if let Some(Moment::Literal(from)) = query.since.as_deref() {
        let since = Cond::DateIn { value: Moment::Time { up: 0 }, from: Some(*from), until: None };
        let filter = query.filter.take().map(|filter| *filter);
        query.filter = conjunction(filter.into_iter().chain([since])).map(Box::new);
        query.since = None;
    }
}

/// Those of a window, or since a date: one by one.
fn window(query: &Query) -> Option<Rule> {
    let (within, since) = (query.within, query.since.clone());
    (within.is_some() || since.is_some()).then_some(Rule::Window { within, since })
}

impl Rewrite for Rewriter<'_> {
    fn cond(&mut self, condition: &mut Cond, _: Ask) {
        if let Cond::Happened(query) = condition {
            self.answer(query, Rule::Latest(1), None);
        }
    }

    fn num(&mut self, number: &mut Num) {
        match number {
            Num::Count(query) if query.side.is_none() => {
                date_into_filter(query);
                match window(query) {
                    Some(window) => self.answer(query, window, None),
                    None => {
                        if let Some(count) = self.count(query) {
                            *number = count;
                        }
                    }
                }
            }
            Num::Aggregate { op, query, property } if query.side.is_none() => {
                date_into_filter(query);
                let window = window(query);
                let rule = match (*op, window) {
                    (AggregateOp::Distinct, _) => Rule::Each,
                    (_, Some(window)) => window,
                    (AggregateOp::Minimum, None) => Rule::Least,
                    (AggregateOp::Maximum, None) => Rule::Greatest,
                    (AggregateOp::Sum, None) => Rule::Sum,
                    (AggregateOp::Average, None) => {
                        if let Some(average) = self.average(query, *property) {
                            *number = average;
                        }
                        return;
                    }
                };
                self.answer(query, rule, Some(*property));
            }
            _ => {}
        }
    }

    fn moment(&mut self, moment: &mut Moment) {
        match moment {
            Moment::First(query) if query.side.is_none() => {
                date_into_filter(query);
                let rule = window(query).unwrap_or(Rule::Earliest);
                self.answer(query, rule, None);
            }
            Moment::Last { query, nth } => self.answer(query, Rule::Latest(*nth), None),
            _ => {}
        }
    }
}
