// A bot on Oceanic, which has the whole connection compressed. README.md tells what it does.
import {
  ApplicationCommandOptionTypes, ApplicationCommandTypes, ButtonStyles, Client, ComponentTypes, InteractionTypes,
  MessageFlags, TextInputStyles,
} from 'oceanic.js';

const card = JSON.parse(process.env.SANDBOX_CARD);
const client = new Client({
  auth: `Bot ${card.bot_token}`,
  gateway: { intents: ['GUILDS', 'DIRECT_MESSAGES'], compress: 'zlib-stream', compressLibrary: 'native' },
  rest: { baseURL: `${card.discord_api}/v10` },
});

client.on('interactionCreate', async (i) => {
  switch (i.type) {
    case InteractionTypes.APPLICATION_COMMAND_AUTOCOMPLETE: {
      const names = ['blue mug', 'blue plate', 'red bowl'].filter((name) => name.startsWith(i.data.options.getFocused().value));
      await i.result(names.map((name) => ({ name, value: name })));
      break;
    }
    case InteractionTypes.APPLICATION_COMMAND:
      await i.createMessage({
        content: `Ordered: ${i.data.options.getString('item')}`,
        components: [{
          type: ComponentTypes.ACTION_ROW,
          components: [{ type: ComponentTypes.BUTTON, customID: 'rate', label: 'Rate', style: ButtonStyles.PRIMARY }],
        }],
      });
      break;
    case InteractionTypes.MESSAGE_COMPONENT:
      await i.createModal({
        customID: 'rating',
        title: 'Rating',
        components: [{
          type: ComponentTypes.ACTION_ROW,
          components: [{ type: ComponentTypes.TEXT_INPUT, customID: 'words', label: 'Words', style: TextInputStyles.SHORT }],
        }],
      });
      break;
    case InteractionTypes.MODAL_SUBMIT:
      await i.defer(MessageFlags.EPHEMERAL);
      await i.editOriginal({ content: `Rated: ${i.data.components.getTextInput('words')}` });
      await i.createFollowup({ content: 'Thanks', flags: MessageFlags.EPHEMERAL });
  }
});

client.on('messageCreate', async (message) => {
  if (message.author.bot) return;
  const channel = await message.author.createDM();
  const times = message.content === 'many' ? 12 : 1;
  await Promise.all(Array.from({ length: times }, (_, n) => channel.createMessage({
    content: `Heard ${n + 1}: ${message.content.slice(0, 10)}`, nonce: `${message.id}${n}`, enforceNonce: true,
  })));
});

client.on('shardResume', () => console.log('resumed'));
client.on('error', (error) => {
  if (error.code !== 4000) console.error(error); // it says so of the cut that it is to bear
});
client.once('ready', async () => {
  await client.application.bulkEditGlobalCommands([{
    type: ApplicationCommandTypes.CHAT_INPUT,
    name: 'order',
    description: 'Order something',
    options: [{
      type: ApplicationCommandOptionTypes.STRING, name: 'item', description: 'What you would like', required: true, autocomplete: true,
    }],
  }]);
  console.log('ready');
});
process.stdin.on('end', () => client.disconnect(false)).resume();
await client.connect();
