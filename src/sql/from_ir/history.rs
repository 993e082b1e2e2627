//! Questions to a lead's history, as columns: the rows are joined with the events, and what is found comes back to the row.

use crate::ir::expr::{Cond, Kind, Moment, Query, Side};
use crate::ir::program::MaskId;
use crate::sql::from_ir::asks::Asks;
use crate::sql::from_ir::builder::{Builder, New, plain};
use crate::sql::from_ir::conditions::At;
use crate::sql::from_ir::looks;
use crate::sql::from_ir::rows::{Answer, Ask, LEAD, Rows, Slot, What};
use crate::sql::names::Names;
use crate::sql::tree::{
    Expr, Frame, Item, Join, Operator, Select, Table, certain, column, if_else, of, or_zero,
    phrase, text, when,
};
use crate::types::{EventId, PropertyId, Type};

/// What a summed value may be at most.
const SUMMAND_LIMIT: f64 = 1e18;

/// The aggregates of a question, and the column of its answer.
pub struct Found {
    mask: Option<MaskId>,
    ask: Ask,
    columns: Vec<String>,
    finish: Finish,
    column: String,
}

/// How the aggregates of a question become its answer.
type Finish = fn(&Builder, Vec<Expr>) -> Expr;

impl Builder<'_> {
    /// Adds the columns that answer these questions, asked from the rows.
    pub fn prepare(&mut self, rows: &mut Rows, asks: Vec<Ask>) {
        let depth = rows.depth;
        let mut asks: Vec<Ask> = asks;
        asks.retain(|ask| rows.answer(depth, ask).is_none());
        if asks.is_empty() {
            return;
        }
        // From when on, asks for itself.
        let mut since = Asks::default();
        asks.iter().filter_map(|ask| ask.query.since.as_deref()).for_each(|m| since.moment(m));
        self.prepare(rows, since.0);
        asks.retain(|ask| rows.answer(depth, ask).is_none());

        // What needs no answers and no scores of the rows is asked from where they began.
        let bare =
            |ask: &Ask| !looks::reads_scores(ask) && ask.query.since.as_deref().is_none_or(is_bare);
        let from = if asks.iter().all(bare) { rows.as_begun() } else { rows.clone() };
        let picks = asks.iter().map(|ask| (&ask.query.kind, Some(&ask.query))).collect();
        let mut pairs = self.joined(&from, picks, false);
        let mut nested = Asks::default();
        for ask in &asks {
            nested.picked(&ask.query.kind, ask.query.filter.as_deref());
        }
        self.prepare(&mut pairs, nested.0);
        let around = asks.iter().all(|ask| ask.query.side.is_some());
        let picks = asks.iter().map(|ask| self.query_picks(&pairs, &ask.query, around));
        let picked: Vec<Expr> = picks.collect();
        let ranked = self.ranks(&mut pairs, &asks, &picked);
        self.answer(rows, &pairs, asks, picked, ranked);
    }

    /// Rows with each event of their lead that exists for them and may be picked; where all ask around an event, never that event itself.
    ///
    /// With `mixed`, which events exist is not asked here: the rows are for several masks, and say it of each.
    pub fn joined(
        &mut self,
        rows: &Rows,
        picks: Vec<(&Kind, Option<&Query>)>,
        mixed: bool,
    ) -> Rows {
        let mut pairs = rows.clone();
        pairs.depth += 1;
        let depth = pairs.depth;
        let events = self.events.clone();
        let mut items = vec![Item::All(Some("o"))];
        let mut take = |slot: Slot, from: &str, wanted: &str| {
            let name = pairs.add(slot, &(ordinal(depth).to_string() + wanted));
            items.push(Item::named(of("e", from), name));
        };
        take(Slot::Event(depth), &events.event, "event");
        take(Slot::Time(depth), &events.time, "time");
        take(Slot::Age(depth), &events.age, "age");
        if let Some(number) = &events.number {
            take(Slot::Number(depth), number, "number");
        }
        for (id, name) in events.properties.iter().enumerate() {
            take(Slot::Property(depth, PropertyId(id as u32)), name, name);
        }
        for (id, name) in &events.domains {
            take(Slot::PropertyDomain(depth, *id), name, name);
        }
        for (mask, there) in events.there.iter().enumerate().filter(|_| mixed) {
            if let Some(there) = there {
                take(Slot::There(depth, MaskId(mask as u32)), there, there);
            }
        }
        let mut on = of("o", LEAD).is(of("e", LEAD));
        let around = picks.iter().all(|(_, query)| query.is_some_and(|q| q.side.is_some()));
        if around
            && let Some(number) = rows.slots.get(&Slot::Number(rows.depth))
            && let Some(other) = &events.number
        {
            on = on.and(of("e", other).binary(Operator::NotEqual, of("o", number)));
        }
        let mut select = Select::new(Table::step(&rows.step), items);
        select.alias = Some("o");
        select.join = Some(Join { left: false, table: Table::step(&events.step), alias: "e", on });
        select.filter = self.may_be_picked(rows, &picks, mixed);
        pairs.step = self.step("events of leads", self.words(&picks), select);
        pairs.begin();
        pairs
    }

    fn words(&self, picks: &[(&Kind, Option<&Query>)]) -> String {
        let some: Vec<String> = picks
            .iter()
            .filter_map(|(_, query)| *query)
            .map(|query| crate::ir::print::Words::of(self.program).query(query))
            .collect();
        match some.is_empty() {
            true => "Each lead with its events.".into(),
            false => format!("Who did what: {}.", some.join("; ")),
        }
    }

    /// It exists, and has a name and a distance that some pick takes.
    fn may_be_picked(
        &self,
        rows: &Rows,
        picks: &[(&Kind, Option<&Query>)],
        mixed: bool,
    ) -> Option<Expr> {
        let mut all = Vec::new();
        if let Some(there) = self.there(rows.mask).filter(|_| !mixed) {
            all.push(of("e", there));
        }
        let names: Option<Vec<EventId>> = picks
            .iter()
            .map(|(kind, _)| names_of(kind))
            .collect::<Option<Vec<_>>>()
            .map(|all| all.concat());
        if let Some(mut names) = names {
            names.sort_unstable();
            names.dedup();
            all.push(self.has_name(of("e", &self.events.event), &names));
        }
        let (event, age) = (&self.events.time, &self.events.age);
        let here = rows.slots.get(&Slot::Time(rows.depth)).map(|name| of("o", name));
        let near: Option<Vec<Expr>> = (picks.iter())
            .map(|(_, query)| near((*query)?, here.clone(), of("e", event), of("e", age)))
            .collect();
        if let Some(mut near) = near {
            near.dedup();
            all.push(Expr::Any(near));
        }
        (!all.is_empty()).then_some(Expr::All(all))
    }

    fn there(&self, mask: Option<MaskId>) -> Option<&str> {
        self.events.there.get(mask?.index())?.as_deref()
    }

    pub fn has_name(&self, event: Expr, names: &[EventId]) -> Expr {
        let known = names.iter().filter_map(|id| self.program.schema.events.get(id.0 as usize));
        let texts: Vec<Expr> = known.map(|name| text(name)).collect();
        match texts.as_slice() {
            [] => Expr::Bool(false),
            [one] => event.is(one.clone()),
            _ => Expr::In(Box::new(event), texts),
        }
    }

    /// The innermost event of the rows is one that the query picks, asked from one event further out; `around`: no row has an event twice.
    pub fn query_picks(&mut self, pairs: &Rows, query: &Query, around: bool) -> Expr {
        let depth = pairs.depth;
        let here = pairs.slots.get(&Slot::Time(depth - 1)).map(column);
        let mut all = Vec::new();
        if query.side.is_some() && !around {
            let number = |depth| pairs.slot(Slot::Number(depth));
            all.push(number(depth).binary(Operator::NotEqual, number(depth - 1)));
        }
        all.extend(near(query, here, pairs.slot(Slot::Time(depth)), pairs.slot(Slot::Age(depth))));
        if let Some(since) = &query.since {
            let since = self.moment(At { rows: pairs, depth: depth - 1 }, since);
            all.push(pairs.slot(Slot::Time(depth)).at_least(since));
        }
        all.push(self.picks(pairs, &query.kind, query.filter.as_deref()));
        Expr::All(all)
    }

    /// The innermost event is of a kind, with a `where` that is certainly true.
    pub fn picks(&mut self, rows: &Rows, kind: &Kind, filter: Option<&Cond>) -> Expr {
        let at = At::innermost(rows);
        let there = rows.mask.and_then(|mask| rows.slots.get(&Slot::There(rows.depth, mask)));
        let there = there.map_or(Expr::Bool(true), column);
        let kind = match kind {
            Kind::Any => there,
            Kind::Of(alternatives) => there.and(self.is_of(at, alternatives)),
        };
        match filter {
            Some(filter) => kind.and(certain(self.condition_at(at, filter))),
            None => kind,
        }
    }

    fn is_of(&mut self, at: At, alternatives: &[(EventId, Option<Cond>)]) -> Expr {
        let event = at.rows.slot(Slot::Event(at.depth));
        let plain = alternatives.iter().filter(|(_, c)| c.is_none()).map(|(id, _)| *id);
        let plain: Vec<EventId> = plain.collect();
        let mut any = Vec::new();
        if !plain.is_empty() {
            any.push(self.has_name(event.clone(), &plain));
        }
        for (id, condition) in alternatives {
            if let Some(condition) = condition {
                let condition = certain(self.condition_at(at, condition));
                any.push(self.has_name(event.clone(), &[*id]).and(condition));
            }
        }
        Expr::Any(any)
    }

    /// For the fifth-latest: the place of each event among those that are picked, latest first.
    pub fn ranks(&mut self, pairs: &mut Rows, asks: &[Ask], picked: &[Expr]) -> Vec<Option<Expr>> {
        let asked = |ask: &Ask| matches!(ask.what, What::Last(nth) if nth > 1);
        let mut columns = Vec::new();
        for (_, picked) in asks.iter().zip(picked).filter(|(ask, _)| asked(ask)) {
            // Among the events of the row from which it is asked.
            let keys = pairs.keys_of(pairs.depth - 1).into_iter().map(column);
            let partition = keys.chain([if_else(picked.clone(), Expr::Whole(1), Expr::Whole(0))]);
            let order = vec![pairs.slot(Slot::Time(pairs.depth)).descending()];
            let rank = Expr::Phrase("row_number()", Vec::new());
            let rank = rank.over(partition.collect(), order, Frame::Usual);
            columns.push(New::of(rank, "place"));
        }
        let names = self.extend(pairs, ("places", "The latest, the next …"), columns);
        let mut names = names.into_iter();
        asks.iter().map(|ask| if asked(ask) { names.next().map(column) } else { None }).collect()
    }

    /// What was found of each row, and the rows with it.
    fn answer(
        &mut self,
        rows: &mut Rows,
        pairs: &Rows,
        asks: Vec<Ask>,
        picked: Vec<Expr>,
        ranked: Vec<Option<Expr>>,
    ) {
        let keys = rows.keys();
        let mut items = plain(keys.clone());
        let mut answers = Vec::new();
        for ((ask, picked), ranked) in asks.into_iter().zip(picked).zip(ranked) {
            answers.push(self.found(
                &mut rows.names,
                pairs,
                (rows.mask, ask),
                picked,
                ranked,
                &mut items,
            ));
        }
        let mut select = Select::new(Table::step(&pairs.step), items);
        select.group = keys.iter().map(column).collect();
        let found = self.step("found", "What was found.", select);
        let mut items = vec![Item::All(Some("o"))];
        self.finished(rows, answers, &mut items);
        let on = Expr::All(keys.iter().map(|key| of("o", key).is(of("f", key))).collect());
        self.come_back(rows, items, &found, on);
    }

    /// The rows with columns of what was found, which is table `f`.
    pub fn come_back(&mut self, rows: &mut Rows, items: Vec<Item>, found: &str, on: Expr) {
        let mut select = Select::new(Table::step(&rows.step), items);
        select.alias = Some("o");
        select.join = Some(Join { left: true, table: Table::step(found), alias: "f", on });
        rows.step = self.step("answers", "The rows with what was found.", select);
    }

    /// Adds the aggregates of a question.
    pub fn found(
        &mut self,
        names: &mut Names,
        pairs: &Rows,
        (mask, ask): (Option<MaskId>, Ask),
        picked: Expr,
        ranked: Option<Expr>,
        items: &mut Vec<Item>,
    ) -> Found {
        let (aggregates, finish) = self.aggregates(pairs, &ask, picked, ranked);
        let wanted = self.wanted(&ask);
        let column = names.claim(&wanted);
        let mut columns = Vec::new();
        for aggregate in aggregates {
            let name = names.claim(&format!("found: {wanted}"));
            items.push(Item::named(aggregate, &name));
            columns.push(name);
        }
        Found { mask, ask, columns, finish, column }
    }

    /// Adds the answers to the rows, made of their aggregates in table `f`.
    pub fn finished(&self, rows: &mut Rows, answers: Vec<Found>, items: &mut Vec<Item>) {
        for Found { mask, ask, columns, finish, column } in answers {
            let aggregates = columns.iter().map(|name| of("f", name)).collect();
            items.push(Item::named(finish(self, aggregates), &column));
            rows.answers.push(Answer { depth: rows.depth, mask, ask, column });
        }
    }

    fn wanted(&self, ask: &Ask) -> String {
        let words = crate::ir::print::Words::of(self.program).query(&ask.query);
        let of = |property: PropertyId| &self.program.schema.properties[property.0 as usize].name;
        match ask.what {
            What::Count => format!("count({words})"),
            What::Sum(p) => format!("sum({}, {words})", of(p)),
            What::Average(p) => format!("avg({}, {words})", of(p)),
            What::Minimum(p) => format!("min({}, {words})", of(p)),
            What::Maximum(p) => format!("max({}, {words})", of(p)),
            What::Distinct(p) => format!("distinct({}, {words})", of(p)),
            What::First => format!("first({words})"),
            What::Last(1) => format!("last({words})"),
            What::Last(nth) => format!("last({words}, {nth})"),
        }
    }

    fn aggregates(
        &mut self,
        pairs: &Rows,
        ask: &Ask,
        picked: Expr,
        ranked: Option<Expr>,
    ) -> (Vec<Expr>, Finish) {
        let depth = pairs.depth;
        let time = pairs.slot(Slot::Time(depth));
        let property = |p| pairs.slot(Slot::Property(depth, p));
        let picks = |of: Expr| when(picked.clone(), of);
        let first = |_: &Builder, mut of: Vec<Expr>| of.swap_remove(0);
        match ask.what {
            What::Count => {
                let count = phrase(self.dialect.rows.count, [picks(Expr::Whole(1))]);
                (vec![count], |_, mut of| or_zero(of.swap_remove(0)))
            }
            What::First => (vec![phrase("min({0})", [picks(time)])], first),
            What::Last(nth) => {
                let here = match ranked {
                    Some(place) => when(picked.and(place.is(Expr::Whole(nth.into()))), time),
                    None => picks(time),
                };
                (vec![phrase("max({0})", [here])], first)
            }
            What::Minimum(p) => (vec![phrase("min({0})", [picks(property(p))])], first),
            What::Maximum(p) => (vec![phrase("max({0})", [picks(property(p))])], first),
            What::Distinct(p) => {
                let key = self.key(pairs, p);
                let count = phrase(self.dialect.rows.count_distinct, [picks(key)]);
                (vec![count], |_, mut of| or_zero(of.swap_remove(0)))
            }
            What::Sum(p) => (self.exact_sums(property(p), picks), |builder, of| {
                let [sum, beyond, _] = exact(builder, of);
                when(beyond, sum)
            }),
            What::Average(p) => (self.exact_sums(property(p), picks), |builder, of| {
                let [sum, beyond, known] = exact(builder, of);
                let zero = Expr::Whole(0);
                let known = phrase("nullif({0}, {1})", [known, zero]);
                let count = phrase(builder.dialect.wholes.double, [known]);
                when(beyond, phrase(builder.dialect.numbers.divide, [sum, count]))
            }),
        }
    }

    /// The sum of the whole parts, of the billionths that are left, of what is known, and how many are beyond the limit.
    fn exact_sums(&self, value: Expr, picks: impl Fn(Expr) -> Expr) -> Vec<Expr> {
        let wholes = &self.dialect.wholes;
        let limit = Expr::Double(SUMMAND_LIMIT);
        let magnitude = || phrase(self.dialect.numbers.abs, [value.clone()]);
        let fits =
            |then: Expr| when(magnitude().binary(Operator::LessOrEqual, limit.clone()), then);
        let whole = fits(phrase(wholes.truncated, [value.clone()]));
        let left =
            value.clone().minus(phrase(wholes.double, [phrase(wholes.truncated, [value.clone()])]));
        let billionths = fits(phrase(wholes.nearest, [left.times(Expr::Double(1e9))]));
        let beyond = when(magnitude().binary(Operator::Greater, limit.clone()), Expr::Whole(1));
        vec![
            phrase(wholes.sum, [picks(whole)]),
            phrase(wholes.sum, [picks(billionths)]),
            phrase(self.dialect.rows.count, [picks(beyond)]),
            phrase(self.dialect.rows.count, [picks(value.clone())]),
        ]
    }

    /// A property by which values are told apart: text ignoring case.
    pub fn key(&mut self, rows: &Rows, property: PropertyId) -> Expr {
        let value = rows.slot(Slot::Property(rows.depth, property));
        match self.program.schema.properties[property.0 as usize].ty {
            Type::Text | Type::OneOf(_) => self.folded(value),
            // Minus zero is zero.
            Type::Number => value.plus(Expr::Double(0.0)),
            Type::List => Expr::Null,
            Type::Bool | Type::Date => value,
        }
    }
}

/// The sum as a double, that nothing was beyond the limit, and how many values were known.
fn exact(builder: &Builder, of: Vec<Expr>) -> [Expr; 3] {
    let wholes = &builder.dialect.wholes;
    let [whole, billionths, beyond, known] = of.try_into().unwrap_or([const { Expr::Null }; 4]);
    let sum = phrase(wholes.billions, [or_zero(whole), or_zero(billionths)]);
    let sum = phrase(wholes.wide_double, [sum]);
    let sum = sum.binary(Operator::Divide, Expr::Double(1e9));
    [sum, or_zero(beyond).is(Expr::Whole(0)), known]
}

/// A moment that asks nothing.
pub fn is_bare(moment: &Moment) -> bool {
    !matches!(moment, Moment::First(_) | Moment::Last { .. })
}

/// The names that an event of a kind may have; nothing for any.
fn names_of(kind: &Kind) -> Option<Vec<EventId>> {
    match kind {
        Kind::Any => None,
        Kind::Of(alternatives) => Some(alternatives.iter().map(|(id, _)| *id).collect()),
    }
}

/// An event lies as a query wants it from where it is asked; nothing where it always does.
fn near(query: &Query, here: Option<Expr>, there: Expr, age: Expr) -> Option<Expr> {
    let within = query.within.map(|seconds| Expr::Whole(seconds.into()));
    let Some(side) = query.side else { return within.map(|within| age.less(within)) };
    let here = here?;
    let (early, late) = match side {
        Side::Before => (there, here),
        Side::After => (here, there),
    };
    let order = early.clone().binary(Operator::LessOrEqual, late.clone());
    Some(match within {
        Some(within) => order.and(late.minus(early).less(within)),
        None => order,
    })
}

fn ordinal(depth: u8) -> &'static str {
    match depth {
        0 | 1 => "",
        2 => "other ",
        3 => "third ",
        _ => "further ",
    }
}
