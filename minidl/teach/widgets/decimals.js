// Numbers in sentences. `rounded` and `listed` of shallow_network.py say the same in Python.

function rounded(number, places = 2) {
  const whole = Math.floor(Math.abs(number) * 10 ** places + 0.5);
  const fixed = (whole / 10 ** places).toFixed(places);
  const text = fixed.includes(".") ? fixed.replace(/0+$/, "").replace(/\.$/, "") : fixed;
  return number < 0 && whole ? `−${text}` : text;
}

function listed(words) {
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : words[0];
}
