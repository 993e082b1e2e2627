//! Every expression of a statement, those inside others included, in the order in which they stand.

use crate::syntax::ast::{
    Assign, AssignValue, Block, CaseRow, Clause, ClauseKind, EventBody, EventTime, Expect, Expr,
    ExprKind, Head, Item, ListBody, ListRef, Points, Query, RowTestKind, Rule, ScoreBody,
    Statement, Table, TableRow, TestItem, TextOperand,
};

/// Calls `visit` for every expression of the statements.
pub fn items<'a>(statements: &'a [Statement<Item>], visit: &mut dyn FnMut(&'a Expr)) {
    for statement in statements {
        item(&statement.it, visit);
    }
}

/// Calls `visit` for every expression of a statement.
pub fn item<'a>(item: &'a Item, visit: &mut dyn FnMut(&'a Expr)) {
    match item {
        Item::Rule(it) => rule(it, visit),
        Item::Group(group) => {
            group.caps.iter().for_each(|c| expr(&c.0, visit));
            items(&group.body.statements, visit);
        }
        Item::When(when) => {
            expr(&when.condition, visit);
            items(&when.then.statements, visit);
            when.otherwise.iter().for_each(|o| items(&o.statements, visit));
        }
        Item::Score(score) => match &score.body {
            ScoreBody::Rules(block) => items(&block.statements, visit),
            ScoreBody::Formula(formula) => expr(formula, visit),
        },
        Item::Disqualify(it) => expr(&it.condition, visit),
        Item::Stage(line) => {
            line.at.iter().for_each(|at| expr(&at.value, visit));
            line.condition.iter().for_each(|c| expr(c, visit));
        }
        Item::Define(it) => expr(&it.condition, visit),
        Item::Param(it) => expr(&it.value, visit),
        Item::Model(it) => it.guard.iter().for_each(|g| expr(g, visit)),
        Item::Event(it) => {
            if let EventBody::Kind { filter: Some(filter), .. } = &it.body {
                expr(filter, visit);
            }
        }
        Item::List(it) => {
            if let ListBody::Items(all) = &it.body {
                all.iter().for_each(|i| expr(i, visit));
            }
        }
        Item::Reset(it) => it.on.filter.iter().for_each(|f| expr(f, visit)),
        Item::Pause(it) => {
            [&it.from, &it.until].iter().for_each(|p| p.filter.iter().for_each(|f| expr(f, visit)));
        }
        Item::Test(it) => {
            let rows = it.cases.iter().flat_map(|c| &c.rows);
            rows.for_each(|CaseRow { values, .. }| values.iter().for_each(|v| expr(v, visit)));
            it.body.statements.iter().for_each(|s| test_item(&s.it, visit));
        }
        _ => {}
    }
}

fn rule<'a>(rule: &'a Rule, visit: &mut dyn FnMut(&'a Expr)) {
    match &rule.head {
        Head::On { filter, .. } => filter.iter().for_each(|f| expr(f, visit)),
        Head::If(condition) => expr(condition, visit),
        Head::Always => {}
    }
    match &rule.points {
        Points::Signed(signed) => expr(&signed.value, visit),
        Points::Table(it) => table(it, visit),
    }
    for Clause { kind, .. } in &rule.clauses {
        if let ClauseKind::Cap { points, .. } = kind {
            expr(points, visit);
        }
    }
}

fn table<'a>(table: &'a Table, visit: &mut dyn FnMut(&'a Expr)) {
    expr(&table.by, visit);
    for row in &table.rows.statements {
        let TableRow::Row { test, points } = &row.it else { continue };
        match &test.kind {
            RowTestKind::UpTo(e) | RowTestKind::Under(e) | RowTestKind::Value(e) => expr(e, visit),
            RowTestKind::In(all) => list(all, visit),
            _ => {}
        }
        expr(&points.value, visit);
    }
}

fn test_item<'a>(item: &'a TestItem, visit: &mut dyn FnMut(&'a Expr)) {
    let mut assigns = |block: &'a Block<Assign>| {
        for statement in &block.statements {
            match &statement.it {
                Assign::Value { value: AssignValue::One(one), .. } => expr(one, visit),
                Assign::Value { value: AssignValue::List(all), .. } => {
                    all.iter().for_each(|e| expr(e, visit));
                }
                _ => {}
            }
        }
    };
    match item {
        TestItem::Lead(block) => assigns(block),
        TestItem::Event { when, properties, .. } => {
            properties.iter().for_each(&mut assigns);
            if let EventTime::Ago(e) | EventTime::At(e) = when {
                expr(e, visit);
            }
        }
        TestItem::Expect(
            Expect::Figure { value, .. } | Expect::Line { value, .. } | Expect::Is { value, .. },
        )
        | TestItem::AsOf(value)
        | TestItem::Set { value, .. } => expr(value, visit),
        TestItem::Expect(Expect::Between { low, high, .. }) => {
            expr(low, visit);
            expr(high, visit);
        }
        TestItem::Expect(_) | TestItem::Broken => {}
    }
}

/// Calls `visit` for an expression and all inside it.
pub fn expr<'a>(it: &'a Expr, visit: &mut dyn FnMut(&'a Expr)) {
    visit(it);
    match &*it.kind {
        ExprKind::Paren(a) | ExprKind::Not(a) | ExprKind::Negate(a) => expr(a, visit),
        ExprKind::And(all) | ExprKind::Or(all) | ExprKind::AtLeast { of: all, .. } => {
            all.iter().for_each(|e| expr(e, visit));
        }
        ExprKind::Compare { left, right, .. } | ExprKind::Arithmetic { left, right, .. } => {
            expr(left, visit);
            expr(right, visit);
        }
        ExprKind::Between { value, low, high } => {
            [value, low, high].into_iter().for_each(|e| expr(e, visit))
        }
        ExprKind::In { value, list: all, .. } => {
            expr(value, visit);
            list(all, visit);
        }
        ExprKind::TextTest { value, operand, .. } => {
            expr(value, visit);
            match operand {
                TextOperand::One(one) => expr(one, visit),
                TextOperand::Any(all) | TextOperand::All(all) => list(all, visit),
            }
        }
        ExprKind::Matches { value, .. }
        | ExprKind::IsKnown { value, .. }
        | ExprKind::Age { value, .. } => {
            expr(value, visit);
        }
        ExprKind::Moment { value, date, .. } => {
            expr(value, visit);
            expr(date, visit);
        }
        ExprKind::Happened { query: it, .. } | ExprKind::Aggregate { query: it, .. } => {
            query(it, visit)
        }
        ExprKind::Days { date, .. } => expr(date, visit),
        ExprKind::Call { arguments, .. } => arguments.iter().for_each(|a| expr(a, visit)),
        _ => {}
    }
}

fn query<'a>(query: &'a Query, visit: &mut dyn FnMut(&'a Expr)) {
    query.filter.iter().for_each(|f| expr(f, visit));
    query.since.iter().for_each(|s| expr(s, visit));
}

fn list<'a>(list: &'a ListRef, visit: &mut dyn FnMut(&'a Expr)) {
    if let ListRef::Items { items, .. } = list {
        items.iter().for_each(|i| expr(i, visit));
    }
}
