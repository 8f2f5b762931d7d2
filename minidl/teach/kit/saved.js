// JupyterLab saves with a notebook only the widgets of the kernel that lives. What an earlier kernel has drawn, and is
// still to be seen, would be "model not found" when the notebook is opened again: here it is saved, too.

const VIEW = "application/vnd.jupyter.widget-view+json";

// What anywidget calls for each widget before it is drawn; the first of a notebook does it for all.
export function initialize({ model }) {
  const manager = model.widget_manager;
  if (!manager?._modelsSync || Object.hasOwn(manager, "get_state_sync")) return; // no JupyterLab, or done already
  const ofTheLiving = manager.get_state_sync.bind(manager);
  manager.get_state_sync = (options) => {
    try {
      return ofAllInSight(manager, () => ofTheLiving(options));
    } catch (problem) {
      console.error(problem); // another JupyterLab: it must be able to save
      return ofTheLiving(options);
    }
  };
}

function ofAllInSight(manager, stateOfTheLiving) {
  const models = [...manager._modelsSync.values()];
  const [living, gone] = [true, false].map((alive) => models.filter((one) => one.comm_live === alive));
  for (const one of gone) Object.defineProperty(one, "comm_live", { value: true, configurable: true });
  let all;
  try {
    all = stateOfTheLiving();
  } finally {
    for (const one of gone) delete one.comm_live;
  }
  const kept = {};
  const keep = (name) => {
    if (kept[name] || !all.state[name]) return;
    kept[name] = all.state[name];
    for (const [, part] of JSON.stringify(kept[name].state).matchAll(/IPY_MODEL_(\w+)/g)) keep(part);
  };
  for (const one of living) keep(one.model_id);
  const outputs = [...manager.context.model.cells].flatMap((cell) => cell.outputs?.toJSON() ?? []);
  for (const { data } of outputs) keep(data?.[VIEW]?.model_id);
  return { ...all, state: kept };
}
