"""What the page of certificates sends."""

from flask_wtf import FlaskForm
from wtforms import DateField, FileField, StringField
from wtforms.validators import InputRequired, Length, Regexp


class ProposeForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A certificate, whose it is, from when, by which paper."""

    username = StringField(validators=[InputRequired(), Length(max=100)])
    certificate = FileField()
    starts_on = DateField(validators=[InputRequired()])
    basis = StringField(validators=[InputRequired(), Length(max=300), Regexp(r".*\S")])
    key_label = StringField(validators=[Length(max=100)])


class DecideForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """The second person's word."""

    answer = StringField(validators=[Regexp(r"^(confirm|refuse)$")])


class EndForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Why a certificate no longer counts."""

    basis = StringField(validators=[InputRequired(), Length(max=300), Regexp(r".*\S")])
