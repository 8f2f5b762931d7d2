"""What every lesson uses: questions, checks, pictures, facts."""

OFFERS = {
    "predictions": "predict reveal",
    "checks": "check hint solution",
    "exercise": "Exercise",
    "lesson": "Prediction",
    "question": "Question",
    "tickets": "exit_ticket",
    "facts": "fact",
    "picture": "Picture",
    "computed": "ComputedPicture slider dropdown",
    "figures": "show image_grid score_table",
    "live": "LiveCurve",
    "training": "TrainingPanel",
    "callbacks": "shown",
}
