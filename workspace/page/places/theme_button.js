/** By day or by night? The button that changes the page's colours. */

import { fill, icon, iconButton } from "../ground/dom.js";
import { t } from "../ground/words.js";

const DARK = matchMedia("(prefers-color-scheme: dark)");

export function themeButton() {
  const isDark = () => (document.documentElement.dataset.theme ?? (DARK.matches ? "dark" : "light")) === "dark";
  const button = iconButton("moon", "", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    localStorage.setItem("theme", theme);
    show();
  });
  const show = () => {
    const label = isDark() ? t("theme_light") : t("theme_dark");
    button.setAttribute("aria-label", label);
    button.title = label;
    fill(button, icon(isDark() ? "sun" : "moon"));
  };
  DARK.addEventListener("change", show);
  show();
  return button;
}
