/** By which Japanese words is an emoji found? Kanji and kana, as an IME leaves them before and after the conversion. */

const WORDS = `
+1 いいね 賛成 りょうかい 了解 おーけー
-1 だめ 反対 よくない
eyes 目 め 見てる みてる 確認中 かくにんちゅう
pray お願い おねがい ありがとう 感謝 祈る いのる 合掌
clap 拍手 はくしゅ パチパチ
raised_hands 万歳 ばんざい やった
wave 手を振る てをふる こんにちは またね
ok_hand おーけー 了解
muscle 力こぶ ちからこぶ がんばる 頑張る 筋肉
handshake 握手 あくしゅ 合意
bow お辞儀 おじぎ すみません ごめん 申し訳
saluting_face 敬礼 けいれい 了解 承知
raised_hand 手 て 挙手 きょしゅ
raising_hand 挙手 きょしゅ はい
tada お祝い おいわい おめでとう 祝う クラッカー
rocket ロケット リリース デプロイ
fire 火 ひ 炎 ほのお 炎上 えんじょう 火事 かじ
heart ハート 好き すき 愛
sparkles きらきら キラキラ 輝き
star 星 ほし スター
zap 雷 かみなり 稲妻 電気 でんき
boom 爆発 ばくはつ どかん
100 百点 満点 まんてん
smile 笑顔 えがお にこにこ 笑う わらう
joy 大笑い うれし泣き
sweat_smile 苦笑い にがわらい 汗
slightly_smiling_face ほほえみ 微笑み
thinking_face 考える かんがえる 考え中 悩む
cry 泣く なく 悲しい かなしい 涙
sob 号泣 ごうきゅう 大泣き
scream 悲鳴 ひめい 叫ぶ 恐怖
sweat 汗 あせ 焦る
sleeping 寝る ねる 眠い ねむい
sunglasses サングラス かっこいい
robot_face ロボット ボット
skull どくろ ドクロ 骸骨
coffee コーヒー 休憩 きゅうけい
beer ビール 乾杯 かんぱい
sushi 寿司 すし
ramen ラーメン
white_check_mark チェック 完了 かんりょう 済み すみ 済
heavy_check_mark チェック 完了 かんりょう
ballot_box_with_check チェック 確認 かくにん 確認済み
x ばつ バツ だめ 失敗 しっぱい
no_entry 進入禁止 立入禁止 きんし 禁止
no_entry_sign 禁止 きんし
warning 警告 けいこく 注意 ちゅうい
rotating_light 緊急 きんきゅう 警報 けいほう 障害 しょうがい パトランプ アラーム
sos 助けて たすけて 救助
octagonal_sign 停止 ていし 止まれ とまれ
construction 工事中 こうじちゅう 作業中
bangbang びっくり 感嘆符
exclamation びっくり 感嘆符
question 質問 しつもん はてな 疑問
red_circle 赤 あか 赤丸 重大
large_orange_circle オレンジ 橙
large_yellow_circle 黄 きいろ 黄色 注意
large_green_circle 緑 みどり 正常 せいじょう
large_blue_circle 青 あお
white_circle 白 しろ 白丸
black_circle 黒 くろ 黒丸
arrow_up 上 うえ 上昇 矢印
arrow_down 下 した 低下 矢印
arrow_right 右 みぎ 矢印
arrow_left 左 ひだり 矢印
arrows_counterclockwise 更新 こうしん 再読み込み 戻す ロールバック
repeat 繰り返し くりかえし
leftwards_arrow_with_hook 戻る もどる ロールバック 返信
pushpin ピン 画鋲 記録 きろく 時系列
round_pushpin ピン 場所 ばしょ
paperclip クリップ 添付 てんぷ
link リンク 鎖
memo メモ 記録 きろく 議事録 ぎじろく
pencil2 鉛筆 えんぴつ 編集
page_facing_up 書類 しょるい 文書 ページ
clipboard クリップボード 一覧 手順
books 本 ほん 資料 しりょう
bookmark しおり ブックマーク
bar_chart グラフ 棒グラフ 集計
chart_with_upwards_trend グラフ 上昇 じょうしょう 増加
chart_with_downwards_trend グラフ 下降 低下 ていか 減少
calendar カレンダー 予定 よてい 日付
date 日付 ひづけ カレンダー
package 箱 はこ 荷物 パッケージ
bell ベル 鈴 通知 つうち
no_bell 通知オフ 静か
mute ミュート 消音
loudspeaker お知らせ おしらせ 放送
mega メガホン お知らせ おしらせ 周知
speech_balloon 吹き出し 会話 コメント
email メール
envelope 封筒 手紙 てがみ メール
telephone_receiver 電話 でんわ 受話器
pager ポケベル 呼び出し オンコール
hourglass_flowing_sand 砂時計 すなどけい 待つ まつ 待機
hourglass 砂時計 すなどけい 時間切れ
stopwatch ストップウォッチ 計測
alarm_clock 目覚まし めざまし 時計
clock3 時計 とけい 時間
mag 虫眼鏡 むしめがね 検索 けんさく 調査 ちょうさ
bulb 電球 でんきゅう ひらめき 案
wrench レンチ 修理 しゅうり 直す
hammer ハンマー かなづち
hammer_and_wrench 工具 こうぐ 修理 しゅうり 対応
gear 歯車 はぐるま 設定 せってい
lock 鍵 かぎ ロック 施錠
unlock 鍵 かぎ 解錠 解除
key 鍵 かぎ キー
shield 盾 たて 防御 セキュリティ
thermometer 温度計 おんどけい
computer パソコン コンピュータ
iphone 電話 でんわ スマホ 携帯
camera カメラ 写真 しゃしん
bug 虫 むし バグ 不具合 ふぐあい
snail かたつむり 遅い おそい
turtle 亀 かめ 遅い おそい
whale 鯨 くじら
cat 猫 ねこ
dog 犬 いぬ
sunny 晴れ はれ 太陽 たいよう
cloud 曇り くもり 雲 くも クラウド
rain_cloud 雨 あめ
thunder_cloud_and_rain 雷雨 らいう 嵐 あらし
snowflake 雪 ゆき 凍結 とうけつ
umbrella 傘 かさ
rainbow 虹 にじ
earth_asia 地球 ちきゅう 世界
moneybag お金 おかね 費用 ひよう コスト
yen 円 えん お金 おかね
dollar ドル お金 おかね
receipt 領収書 請求 せいきゅう
trophy トロフィー 優勝
dart 的 まと 目標 もくひょう 命中
gift 贈り物 プレゼント
seedling 芽 め 若葉 わかば
cherry_blossom 桜 さくら
busts_in_silhouette 人々 みんな 関係者
bust_in_silhouette 人 ひと 担当
firefighter 消防士 しょうぼうし 消火
fire_engine 消防車 しょうぼうしゃ
fire_extinguisher 消火器 しょうかき 鎮火 緩和
ambulance 救急車 きゅうきゅうしゃ
police_car パトカー
new 新しい あたらしい 新規 新着
ok おーけー
information_source 情報 じょうほう お知らせ
recycle リサイクル 再利用
sunrise 日の出 朝 あさ おはよう
vertical_traffic_light 信号 しんごう
jp 日本 にほん
checkered_flag ゴール 終了 しゅうりょう 完了
triangular_flag_on_post 旗 はた 目印
crossed_fingers 祈る いのる うまくいきますように
brain 脳 のう 頭
zzz 寝る ねる 眠い ねむい
`;

const lines = WORDS.trim().split("\n").map((line) => line.split(" "));

/** The words of each emoji's name. */
export const JAPANESE = new Map(lines.map(([name, ...words]) => [name, words]));
