//! Ten independent mistakes in one file are ten reports, each at its line.

use super::{checked, places};

#[track_caller]
fn ten(text: &str, expected: [(u32, &str); 10]) {
    let compiled = checked(text);
    let said: Vec<&str> = compiled.diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(places(&compiled), expected, "{said:#?}");
}

#[test]
fn a_model_of_a_software_company() {
    let text = r#"
timezone "Madrid"
lead {
  title     text
  seniority one of [junior, manager, director]
  employees number
  newsletter bool
}
event page_view { path text; seconds number }
event email_open

score fit 100..0 {
  if title = CEO or CTO +10
  if seniority = directer +5
  if employes > 50 +10
  points by employees { up to 10 +5; above +20 }
}
score engagement {
  on email_open 1
  on page_view where pth = "/pricing" +5 once per day
  if count(page_view within 7d) +5
}
score total = fit + engagment
mql at >= 30
"#;
    ten(
        text,
        [
            (2, "E0212"),
            (12, "E0416"),
            (13, "E0207"),
            (14, "E0304"),
            (15, "E0201"),
            (16, "E0401"),
            (19, "E0130"),
            (20, "E0203"),
            (21, "E0305"),
            (23, "E0206"),
        ],
    );
}

#[test]
fn a_model_in_spanish() {
    let text = r#"
list correos_gratuitos = ["gmail.com", "hotmail.es"]
list correos_gratuitos = ["yahoo.es"]
param puntos = 2
define grande: empleados > 500 or estratégica
define estratégica: grande and país = ES

if dominio = "acme.es" +5
if domain(correo) in correos_gratis -10
if empleados = muchos +10
on apertura +$punto max 10
on apertura +1 "Interés"
on clic +3 "Interés"
if país = ES +10 once
on visita 3 times within 7d +10
if título = lista AND país = PT +1
sql at >= 50
mql at >= 30
"#;
    ten(
        text,
        [
            (3, "E0208"),
            (6, "E0409"),
            (9, "E0204"),
            (10, "E0301"),
            (11, "E0205"),
            (13, "E0209"),
            (14, "E0414"),
            (15, "E0417"),
            (16, "E0126"),
            (17, "E0410"),
        ],
    );
}

#[test]
fn grades_a_matrix_and_tests() {
    let text = r#"
model "SMB" for score.fit > 10
model "Enterprise"
score fit { if employees > 50 +60; if title matches /(chief/ +5 }
score engagement { on email_open +1 once once }
grade fit { A at >= 75; B at >= 75; otherwise C }
grade engagement { hot at >= 50; otherwise cold }
matrix next_step fit by engagement {
      hot   cold
  A   call  mail
  B   call
}
mql at >= 30
sql at fit >= 50 and fit_grade = D
on purchase where any demo_request within 30d +20
test "an open" {
  email_open 3d ago
  expect fit == 10
}
"#;
    ten(
        text,
        [
            (2, "E0321"),
            (3, "E0412"),
            (4, "E0314"),
            (5, "E0137"),
            (6, "E0408"),
            (8, "E0405"),
            (13, "E0411"),
            (14, "E0210"),
            (15, "E0315"),
            (18, "E0103"),
        ],
    );
}
