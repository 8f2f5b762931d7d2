"""What every lesson uses: questions, checks, pictures, facts."""

OFFERS = {
    "predictions": "predict reveal",
    "checks": "check grade hint solution use",
    "exercise": "Exercise",
    "lesson": "Prediction",
    "question": "Question",
    "tickets": "exit_ticket",
    "review": "review",
    "facts": "fact",
    "picture": "Picture",
    "computed": "ComputedPicture slider dropdown",
    "figures": "show image_grid",
    "live": "LiveCurve",
    "training": "TrainingPanel",
    "callbacks": "shown",
}
