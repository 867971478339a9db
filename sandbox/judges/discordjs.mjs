// A bot on discord.js, on two shards. README.md tells what it does.
import {
  ActionRowBuilder, ButtonBuilder, ButtonStyle, Client, Events, GatewayIntentBits, MessageFlags, ModalBuilder,
  Partials, SlashCommandBuilder, TextInputBuilder, TextInputStyle,
} from 'discord.js';

const card = JSON.parse(process.env.SANDBOX_CARD);
const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.DirectMessages],
  partials: [Partials.Channel],
  shards: [0, 1],
  shardCount: 2,
  ws: { buildIdentifyThrottler: () => ({ waitForIdentify: async () => {} }) },
  rest: { api: card.discord_api },
});

client.on(Events.InteractionCreate, async (i) => {
  if (i.isAutocomplete()) {
    const names = ['blue mug', 'blue plate', 'red bowl'].filter((name) => name.startsWith(i.options.getFocused()));
    await i.respond(names.map((name) => ({ name, value: name })));
  } else if (i.isChatInputCommand()) {
    const rate = new ButtonBuilder().setCustomId('rate').setLabel('Rate').setStyle(ButtonStyle.Primary);
    await i.reply({
      content: `Ordered: ${i.options.getString('item')}`,
      components: [new ActionRowBuilder().addComponents(rate)],
    });
  } else if (i.isButton()) {
    const words = new TextInputBuilder().setCustomId('words').setLabel('Words').setStyle(TextInputStyle.Short);
    await i.showModal(new ModalBuilder().setCustomId('rating').setTitle('Rating')
      .addComponents(new ActionRowBuilder().addComponents(words)));
  } else if (i.isModalSubmit()) {
    await i.deferReply({ flags: MessageFlags.Ephemeral });
    await i.editReply(`Rated: ${i.fields.getTextInputValue('words')}`);
    await i.followUp({ content: 'Thanks', flags: MessageFlags.Ephemeral });
  }
});

client.on(Events.MessageCreate, async (message) => {
  if (message.author.bot) return;
  const times = message.content === 'many' ? 12 : 1;
  await Promise.all(Array.from({ length: times }, (_, n) => message.author.send({
    content: `Heard ${n + 1}: ${message.content.slice(0, 10)}`, nonce: `${message.id}${n}`, enforceNonce: true,
  })));
});

client.on(Events.ShardResume, () => console.log('resumed'));
client.once(Events.ClientReady, async () => {
  await client.application.commands.set([
    new SlashCommandBuilder().setName('order').setDescription('Order something').addStringOption((option) => option
      .setName('item').setDescription('What you would like').setRequired(true).setAutocomplete(true)),
  ]);
  console.log('ready');
});
process.stdin.on('end', () => client.destroy()).resume();
await client.login(card.bot_token);
