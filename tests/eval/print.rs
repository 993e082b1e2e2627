//! The dump of a program, whole.

use baremo::ir::expr::{ArithmeticOp, CompareOp, Cond, Kind, Moment, Num, Operand, Place, Query};
use baremo::ir::print;
use baremo::ir::program::{
    Formula, GroupMode, Item, MaskId, OnLine, Pause, Pick, Range, ScoreBody, ScoreId,
};
use baremo::types::EventId;
use baremo::types::ageing::{Ageing, Shape};

use super::build::*;

#[test]
fn reads_like_a_rule_file() {
    let mut program = program();
    let unknown = Cond::Not(Box::new(Cond::Known(Operand::Text(title()))));
    let large = employees(CompareOp::Greater, 50.0);
    let either = Cond::Or(vec![Cond::And(vec![large, unknown]), Cond::Happened(any(BUY))]);
    let rule = add_line(&mut program, if_line(either, 2.5));
    let amount = |up| Num::Field(Place::Event { up, property: AMOUNT });
    let more = Cond::Number { left: amount(0), op: CompareOp::Less, right: amount(1) };
    let since = Some(Box::new(Moment::Last { query: Box::new(any(OPEN)), nth: 3 }));
    let query = Query { filter: Some(Box::new(more)), since, ..before(BUY, Some(36 * HOUR)) };
    let half = Num::Arithmetic {
        op: ArithmeticOp::Divide,
        left: Box::new(amount(0)),
        right: Box::new(Num::Negate(Box::new(Num::Literal(2.0)))),
    };
    let on = add_line(
        &mut program,
        on_line(OnLine {
            filter: Some(Cond::Not(Box::new(Cond::Happened(query)))),
            times: Some((3, 7 * DAY)),
            points: baremo::ir::program::PointsBy::Computed(half),
            cooldown: Some(90),
            keep: vec![per(3, PER_SITE), once()],
            ageing: Ageing {
                shape: Some((Shape::Smooth { keep: 0.9, period: 30 * DAY }, 14 * DAY)),
                expires: Some((90 * DAY, 0)),
            },
            caps_per: vec![(points(20.0), PER_DAY)],
            cap: Some(points(30.0)),
            ..on(BUY, 0.0)
        }),
    );
    program.lines[1].origin.label = Some("Bought".into());
    let group = add_group(&mut program, GroupMode::Best, vec![on]);
    program.groups[0].range = Range { low: None, high: Some(points(30.0)) };
    let condition = Cond::TextIn { value: title(), items: set(&["cto", "vp"]) };
    let (then, otherwise) = (vec![group], Vec::new());
    let when = Item::When { condition, origin: origin("when"), then, otherwise };
    set_items(&mut program, vec![rule, when]);
    let pick = |kind| Pick { kind, filter: None };
    let pause = Pause { from: pick(Kind::Any), until: pick(Kind::Of(vec![(EventId(OPEN), None)])) };
    program.masks[0].pauses.push(pause);
    program.scores[0].range = Range { low: Some(points(0.0)), high: None };
    program.scores[0].mask = MaskId(0);
    let tenth = num_rational::BigRational::new(1.into(), 10.into());
    let product =
        Formula::Multiply(Box::new(Formula::Number(tenth)), Box::new(Formula::Score(ScoreId(0))));
    add_score(&mut program, "total", ScoreBody::Formula(product));
    let expected = "\
timezone \"UTC\"
lead {
  title text
  employees number
  newsletter bool
  created_at date
  interests list of text
  email text
}
events [email_open, email_click, purchase, event]
properties {
  amount number
  site text
}
mask 0 {
  pause from event until email_open
}
score score 0.. {
  if (employees > 50 and title is unknown) or any purchase +2.5
  when title in [\"cto\", \"vp\"] {
    group `group 0` best ..30 {
      on purchase where no (purchase where amount < this.amount within 36h before since last(email_open, 3)) \
3 times within 7d +(amount / (-2)) cooldown 90s max 3 times per site once keeps 0.9 per 30d after 14d \
expires 90d max 20 per day max 30 \"Bought\"
    }
  }
}
score total = 0.1 * score
order [score, total]
";
    assert_eq!(print::print(&program), expected);
}
