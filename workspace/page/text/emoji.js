/** Which picture does an emoji's name stand for? The common ones; an unknown name stays readable as :name:. */

import { JAPANESE } from "./emoji_words.js";

const TABLE = `
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 eyes 👀 pray 🙏 clap 👏 raised_hands 🙌 wave 👋 ok_hand 👌 muscle 💪 handshake 🤝 point_right 👉 point_left 👈
point_up 👆 point_down 👇 bow 🙇 raised_hand ✋ hand ✋ saluting_face 🫡 tada 🎉 rocket 🚀 fire 🔥 heart ❤️ sparkles ✨ star ⭐ zap ⚡ boom 💥 100 💯
smile 😄 smiley 😃 grinning 😀 grin 😁 joy 😂 sweat_smile 😅 slightly_smiling_face 🙂 wink 😉 blush 😊 heart_eyes 😍 thinking_face 🤔 thinking 🤔
neutral_face 😐 confused 😕 disappointed 😞 cry 😢 sob 😭 scream 😱 sweat 😓 tired_face 😫 sleeping 😴 zzz 💤 sunglasses 😎 partying_face 🎊 face_palm 🤦
shrug 🤷 melting_face 🫠 nerd_face 🤓 relieved 😌 skull 💀 robot_face 🤖 ghost 👻 coffee ☕ beer 🍺 pizza 🍕 cake 🍰 sushi 🍣 ramen 🍜
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ heavy_multiplication_x ✖️ negative_squared_cross_mark ❎ no_entry ⛔ no_entry_sign 🚫
warning ⚠️ rotating_light 🚨 sos 🆘 octagonal_sign 🛑 construction 🚧 bangbang ‼️ exclamation ❗ question ❓ grey_question ❔ grey_exclamation ❕ interrobang ⁉️
red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵 large_purple_circle 🟣 white_circle ⚪ black_circle ⚫
large_red_square 🟥 large_orange_square 🟧 large_yellow_square 🟨 large_green_square 🟩 large_blue_square 🟦 white_large_square ⬜ black_large_square ⬛
white_small_square ▫️ black_small_square ▪️
small_red_triangle 🔺 small_red_triangle_down 🔻 arrow_up ⬆️ arrow_down ⬇️ arrow_right ➡️ arrow_left ⬅️ arrow_upper_right ↗️ arrow_lower_right ↘️
arrows_counterclockwise 🔄 repeat 🔁 rewind ⏪ fast_forward ⏩ arrow_forward ▶️ double_vertical_bar ⏸️ black_square_for_stop ⏹️ leftwards_arrow_with_hook ↩️
pushpin 📌 round_pushpin 📍 paperclip 📎 link 🔗 memo 📝 pencil 📝 pencil2 ✏️ page_facing_up 📄 clipboard 📋 books 📚 book 📖 bookmark 🔖 scroll 📜
bar_chart 📊 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 calendar 📆 date 📅 card_index 📇 file_folder 📁 open_file_folder 📂 package 📦 inbox_tray 📥
outbox_tray 📤 bell 🔔 no_bell 🔕 mute 🔇 loudspeaker 📢 mega 📣 speech_balloon 💬 thought_balloon 💭 email 📧 envelope ✉️ telephone_receiver 📞 phone ☎️ pager 📟
hourglass ⌛ hourglass_flowing_sand ⏳ stopwatch ⏱️ timer_clock ⏲️ alarm_clock ⏰ clock1 🕐 clock3 🕒 watch ⌚ mag 🔍 mag_right 🔎 bulb 💡 wrench 🔧 hammer 🔨
hammer_and_wrench 🛠️ gear ⚙️ lock 🔒 unlock 🔓 closed_lock_with_key 🔐 key 🔑 shield 🛡️ microscope 🔬 test_tube 🧪 thermometer 🌡️ battery 🔋 electric_plug 🔌
computer 💻 desktop_computer 🖥️ iphone 📱 camera 📷 satellite_antenna 📡 floppy_disk 💾 bug 🐛 ant 🐜 snail 🐌 turtle 🐢 whale 🐳 cat 🐱 dog 🐶 bird 🐦
sunny ☀️ cloud ☁️ partly_sunny ⛅ rain_cloud 🌧️ thunder_cloud_and_rain ⛈️ snowflake ❄️ umbrella ☔ rainbow 🌈 ocean 🌊 earth_asia 🌏 fog 🌫️ tornado 🌪️
moneybag 💰 dollar 💵 yen 💴 receipt 🧾 trophy 🏆 dart 🎯 medal 🏅 crown 👑 gem 💎 gift 🎁 balloon 🎈 seedling 🌱 herb 🌿 cherry_blossom 🌸 maple_leaf 🍁
bust_in_silhouette 👤 busts_in_silhouette 👥 firefighter 🧑‍🚒 male-firefighter 👨‍🚒 female-firefighter 👩‍🚒 fire_engine 🚒 fire_extinguisher 🧯 ambulance 🚑 police_car 🚓
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ zero 0️⃣ keycap_ten 🔟 new 🆕 ok 🆗 up 🆙 free 🆓 information_source ℹ️ id 🆔
open_mouth 😮 raising_hand 🙋 recycle ♻️ see_no_evil 🙈 sunrise 🌅 traffic_light 🚥 vertical_traffic_light 🚦 jp 🇯🇵 us 🇺🇸 checkered_flag 🏁 triangular_flag_on_post 🚩 white_flag 🏳️ crossed_fingers 🤞 v ✌️ pinching_hand 🤏 brain 🧠 lungs 🫁 bone 🦴 ear 👂 nose 👃
`;

const pairs = TABLE.trim().split(/\s+/);
const PICTURES = new Map();
for (let index = 0; index < pairs.length; index += 2) PICTURES.set(pairs[index], pairs[index + 1]);

const TONES = ["", "", "🏻", "🏼", "🏽", "🏾", "🏿"];

/** Give the picture of an emoji's name, with its skin tone if it names one; null if the name is unknown. */
export function pictureOf(name) {
  const [plain, tone] = String(name).split("::skin-tone-");
  const picture = PICTURES.get(plain);
  return picture ? picture + (TONES[Number(tone)] ?? "") : null;
}

/** Give the names that contain the typed letters, those that begin with them first; Japanese words find them too. */
export function namesLike(typed, most = 8) {
  const rank = (name) => {
    if (name.startsWith(typed)) return 0;
    if (name.includes(typed)) return 1;
    return JAPANESE.get(name)?.some((word) => word.includes(typed)) ? 2 : 3;
  };
  const ranked = [...PICTURES.keys()].map((name) => [rank(name), name]).filter(([place]) => place < 3);
  return ranked.sort(([a], [b]) => a - b).slice(0, most).map(([, name]) => name);
}

/** Give each picture once, by its first name, for the picker. */
export function allNames() {
  const seen = new Set();
  return [...PICTURES].filter(([, picture]) => !seen.has(picture) && seen.add(picture)).map(([name]) => name);
}
