//! Limits that choose among a rule's occurrences: `first time`, `cooldown`, then `once` and `max N times`, as windows over the events of a lead.

use crate::ir::program::Keep;
use crate::sql::dialect::Cooldown;
use crate::sql::from_ir::builder::{Builder, New, plain};
use crate::sql::from_ir::occurrences::Occurrence;
use crate::sql::from_ir::rows::{LEAD, Rows, Slot};
use crate::sql::tree::{
    Expr, Frame, Item, Join, Operator, Order, Select, Table, column, if_else, of, phrase, when,
};

impl<'a> Builder<'a> {
    pub fn limit(&mut self, rows: &mut Rows, score: &str, all: &mut [Occurrence<'a>]) {
        let first_time = |o: &Occurrence| o.line.first_time;
        self.choose(rows, (score, "first"), all, first_time, |builder, rows, occurrence| {
            let mut order = vec![rows.slot(Slot::Time(1)).ascending()];
            order.extend(builder.rank(rows, occurrence));
            numbered(occurrence, Vec::new(), order).is(Expr::Whole(1))
        });
        self.cool(rows, score, all);
        let most = all.iter().map(|o| o.line.keep.len()).max().unwrap_or(0);
        for place in 0..most {
            let has = |o: &Occurrence| o.line.keep.len() > place;
            self.choose(rows, (score, "kept"), all, has, |builder, rows, occurrence| {
                let Keep { count, per } = occurrence.line.keep[place];
                let key = per.map(|per| builder.value(rows, per));
                let mut order = vec![rows.slot(Slot::Time(1)).descending()];
                order.extend(builder.rank(rows, occurrence));
                let number = numbered(occurrence, key.into_iter().collect(), order);
                number.binary(Operator::LessOrEqual, Expr::Whole(count.into()))
            });
        }
    }

    /// Lets go what some test does not choose, for the rules that have the limit.
    fn choose(
        &mut self,
        rows: &mut Rows,
        (score, word): (&str, &str),
        all: &mut [Occurrence<'a>],
        has: impl Fn(&Occurrence) -> bool,
        test: impl Fn(&mut Self, &Rows, &Occurrence) -> Expr,
    ) {
        let mut columns = Vec::new();
        for occurrence in all.iter().filter(|o| has(o)) {
            self.here = self.program.line(occurrence.id).origin.clone();
            let title = self.here.title().to_string();
            let chosen = occurrence.counts.clone().and(test(self, rows, occurrence));
            columns.push(New::of(chosen, format!("{word}: {title}")));
        }
        let comment = "Those that the limits choose.";
        let mut names =
            self.extend(rows, (&format!("{score} {word}"), comment), columns).into_iter();
        for occurrence in all.iter_mut().filter(|o| has(o)) {
            occurrence.counts = names.next().map_or(Expr::Null, column);
        }
    }

    /// Of two of one second: greater magnitude, then positive, then by the `per` values, unknown last.
    fn rank(&mut self, rows: &Rows, occurrence: &Occurrence) -> Vec<Order> {
        let mut order = Vec::new();
        if !matches!(occurrence.points, Expr::Double(_)) {
            let nano = self.billionths(occurrence.points.clone(), None, false);
            let negative = nano.clone().less(Expr::Whole(0));
            order.push(phrase("abs({0})", [nano]).descending());
            order.push(if_else(negative, Expr::Whole(1), Expr::Whole(0)).ascending());
        }
        let line = occurrence.line;
        let keep = line.keep.iter().filter_map(|keep| keep.per);
        let caps = line.caps_per.iter().map(|(_, per)| *per);
        let named: Vec<_> = keep.chain(caps).chain(occurrence.group_per).collect();
        for per in named {
            // Of one second, the calendar units are the same.
            if let crate::ir::program::Per::Property(property) = per {
                let key = self.key(rows, property);
                let unknown = if_else(key.clone().missing(), Expr::Whole(1), Expr::Whole(0));
                order.push(unknown.ascending());
                order.push(phrase(self.ordered(property), [key]).ascending());
            }
        }
        order
    }

    fn ordered(&self, property: crate::types::PropertyId) -> &'static str {
        match self.program.schema.properties[property.0 as usize].ty.is_text() {
            true => self.dialect.strings.ordered,
            false => "{0}",
        }
    }

    /// From the first on, those that are so long after the last that counted.
    fn cool(&mut self, rows: &mut Rows, score: &str, all: &mut [Occurrence<'a>]) {
        for occurrence in all.iter_mut() {
            let Some(seconds) = occurrence.line.cooldown else { continue };
            self.here = self.program.line(occurrence.id).origin.clone();
            let title = self.here.title().to_string();
            // Of one second, only the best.
            let order = self.rank(rows, occurrence);
            let time = rows.slot(Slot::Time(1));
            let best = match order.is_empty() {
                true => vec![time.clone().ascending()],
                false => order,
            };
            let best = numbered(occurrence, vec![time.clone()], best).is(Expr::Whole(1));
            let kept = match self.dialect.rows.cooldown {
                Cooldown::Fold(fold) => {
                    let seconds = Expr::Whole(seconds.into());
                    phrase(fold, [occurrence.counts.clone(), seconds, time, column(LEAD)])
                }
                Cooldown::Recursion => self.kept(rows, score, occurrence, seconds),
            };
            let chosen = occurrence.counts.clone().and(best).and(kept);
            let columns = vec![New::of(chosen, format!("cooled: {title}"))];
            let words = (&*format!("{score} cooled"), "Those that the cooldown lets through.");
            let name = self.extend(rows, words, columns).into_iter().next();
            occurrence.counts = name.map_or(Expr::Null, column);
        }
    }

    /// Each second that counts leads to the first that is far enough from it: from the first on, step by step.
    fn kept(
        &mut self,
        rows: &mut Rows,
        score: &str,
        occurrence: &Occurrence<'a>,
        seconds: i64,
    ) -> Expr {
        self.recursive = true;
        let time = rows.slot(Slot::Time(1));
        let mut select = Select::new(
            Table::step(&rows.step),
            vec![Item::named(column(LEAD), LEAD), Item::named(time.clone(), "time")],
        );
        select.filter = Some(occurrence.counts.clone());
        select.group = vec![column(LEAD), time.clone()];
        let times = self.step(&format!("{score} seconds"), "When it happened.", select);

        let next = phrase("min({0})", [column("time")]).over(
            vec![column(LEAD)],
            vec![column("time").ascending()],
            Frame::From(seconds),
        );
        let mut items = plain([LEAD.to_string(), "time".to_string()]);
        items.push(Item::named(next, "next"));
        let select = Select::new(Table::step(&times), items);
        let steps =
            self.step(&format!("{score} next"), "The first that is far enough from it.", select);

        let first = phrase("min({0})", [column("time")]);
        let mut first = Select::new(
            Table::step(&times),
            vec![Item::named(column(LEAD), LEAD), Item::named(first, "time")],
        );
        first.group = vec![column(LEAD)];
        let name = self.step_names.claim(&format!("{score} let through"));
        let items = vec![Item::named(of("o", LEAD), LEAD), Item::named(of("e", "next"), "time")];
        let mut then = Select::new(Table::step(&name), items);
        then.alias = Some("o");
        let on = of("o", LEAD).is(of("e", LEAD)).and(of("o", "time").is(of("e", "time")));
        then.join = Some(Join { left: false, table: Table::step(&steps), alias: "e", on });
        then.filter = Some(of("e", "next").present());
        first.union = Some(Box::new(then));
        let comment = "From the first on, one after the other.".to_string();
        self.steps.push(crate::sql::tree::Step { name: name.clone(), comment, select: first });

        let passed = rows.names.claim("let through");
        let items = vec![Item::All(Some("o")), Item::named(of("k", "time"), &passed)];
        let mut select = Select::new(Table::step(&rows.step), items);
        select.alias = Some("o");
        let Expr::Column(_, here) = time else { return Expr::Null };
        let on = of("o", LEAD).is(of("k", LEAD)).and(of("o", &here).is(of("k", "time")));
        select.join = Some(Join { left: true, table: Table::step(&name), alias: "k", on });
        rows.step = self.step(&format!("{score} passed"), "The events with those.", select);
        column(passed).present()
    }
}

/// The place of an event among those that count, by some order.
fn numbered(occurrence: &Occurrence, key: Vec<Expr>, order: Vec<Order>) -> Expr {
    let counts = when(occurrence.counts.clone(), Expr::Whole(1));
    let partition = [column(LEAD), counts].into_iter().chain(key).collect();
    Expr::Phrase("row_number()", Vec::new()).over(partition, order, Frame::Usual)
}
