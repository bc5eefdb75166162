// A table: longer than a file of ours should be, so that a translator finds everything in one
// place.
#include "clients/cli/texts.h"

#include <iterator>

namespace relais::cli {
namespace {

struct Row {
  Say sentence;
  const char* text[4];  // as Language counts
};

// clang-format off
constexpr Row kRows[] = {
  // Days and times. Months and weekdays (Sunday first) are lists parted by spaces.
  {Say::kMonths, {
      "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
      "januari februari maart april mei juni juli augustus september oktober november december",
      "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
      "January February March April May June July August September October November December"}},
  {Say::kWeekdays, {
      "dimanche lundi mardi mercredi jeudi vendredi samedi",
      "zondag maandag dinsdag woensdag donderdag vrijdag zaterdag",
      "Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag",
      "Sunday Monday Tuesday Wednesday Thursday Friday Saturday"}},
  {Say::kDay, {
      "{0} {1} {2}",
      "{0} {1} {2}",
      "{0}. {1} {2}",
      "{0} {1} {2}"}},
  {Say::kFirstDay, {
      "1er",
      "1",
      "1",
      "1"}},
  {Say::kWeekday, {
      "{0} {1}",
      "{0} {1}",
      "{0}, {1}",
      "{0} {1}"}},
  {Say::kMoment, {
      "{0} à {1}",
      "{0} om {1}",
      "{0} um {1}",
      "{0} at {1}"}},
  {Say::kDays, {
      "{0} jours",
      "{0} dagen",
      "{0} Tage",
      "{0} days"}},
  // What a call came to: {0} is what the server said, {1} the server, {2} the token file.
  {Say::kNotOpen, {
      "Ceci ne vous est pas ouvert. Avec la personne : son accord et, la première fois, sa carte "
      "et le mot choisi ou un code (relais relation). Sinon prenez la fiche papier ou appelez la "
      "ligne d'aide.",
      "Dit staat niet voor u open. Met de persoon: de toestemming en, de eerste keer, de kaart en "
      "het gekozen woord of een code (relais relation). Neem anders het papieren formulier of bel "
      "de hulplijn.",
      "Dies ist für Sie nicht offen. Mit der Person: ihre Zustimmung und, beim ersten Mal, ihre "
      "Karte und das gewählte Wort oder ein Code (relais relation). Sonst nehmen Sie das "
      "Papierblatt oder rufen die Hilfslinie an.",
      "This is not open to you. With the person: their consent and, the first time, their card and "
      "chosen word or a code (relais relation). Otherwise take the paper sheet or call the help "
      "line."}},
  {Say::kInvalid, {
      "Le serveur n'accepte pas ceci : {0}. Corrigez et recommencez.",
      "De server aanvaardt dit niet: {0}. Verbeter het en probeer opnieuw.",
      "Der Server nimmt dies nicht an: {0}. Berichtigen Sie es und wiederholen Sie.",
      "The server does not accept this: {0}. Correct it and repeat."}},
  {Say::kUnauthenticated, {
      "Le serveur ne sait pas qui appelle : votre connexion ({2}) est échue ou refusée. "
      "Connectez-vous (relais login) et recommencez.",
      "De server weet niet wie er vraagt: uw aanmelding ({2}) is verlopen of geweigerd. Meld u "
      "aan (relais login) en probeer opnieuw.",
      "Der Server weiß nicht, wer fragt: Ihre Anmeldung ({2}) ist abgelaufen oder abgelehnt. "
      "Melden Sie sich an (relais login) und wiederholen Sie.",
      "The server does not know who is calling: your sign-in ({2}) has ended or was refused. Sign "
      "in (relais login) and repeat."}},
  {Say::kWrongState, {
      "Cela n'est plus possible dans l'état actuel : {0}. Regardez (relais show) avant de "
      "recommencer.",
      "Dat kan niet meer zoals het nu staat: {0}. Kijk eerst (relais show) en probeer dan "
      "opnieuw.",
      "Das geht beim jetzigen Stand nicht mehr: {0}. Sehen Sie nach (relais show), bevor Sie "
      "wiederholen.",
      "As it stands now this cannot be done: {0}. Look (relais show) before you repeat."}},
  {Say::kChanged, {
      "Quelqu'un l'a modifié entre-temps : regardez à nouveau (relais show) et recommencez.",
      "Iemand heeft het ondertussen gewijzigd: kijk opnieuw (relais show) en herhaal.",
      "Jemand hat es inzwischen geändert: Sehen Sie noch einmal nach (relais show) und "
      "wiederholen Sie.",
      "Somebody changed it meanwhile; look again (relais show) and repeat."}},
  {Say::kRequestReused, {
      "Ce --request-id a déjà servi à autre chose : laissez-le de côté et recommencez.",
      "Deze --request-id diende al voor iets anders: laat hem weg en herhaal.",
      "Diese --request-id wurde schon für etwas anderes verwendet: Lassen Sie sie weg und "
      "wiederholen Sie.",
      "This --request-id was already used for something else: leave it out and repeat."}},
  {Say::kBusy, {
      "Le serveur {1} est très occupé : attendez quelques secondes et recommencez.",
      "De server {1} heeft het druk: wacht enkele seconden en herhaal.",
      "Der Server {1} ist überlastet: Warten Sie einige Sekunden und wiederholen Sie.",
      "The server {1} is busy: wait a few seconds and repeat."}},
  {Say::kServerCannot, {
      "Le serveur {1} ne peut pas répondre maintenant ({0}) : réessayez bientôt ; si cela "
      "dure, prévenez l'opérateur.",
      "De server {1} kan nu niet antwoorden ({0}): probeer straks opnieuw; verwittig de "
      "beheerder als het blijft duren.",
      "Der Server {1} kann jetzt nicht antworten ({0}): Versuchen Sie es bald wieder; dauert "
      "es an, melden Sie es dem Betreiber.",
      "The server {1} cannot answer now ({0}): try again soon; if it lasts, tell the operator."}},
  {Say::kCorrupt, {
      "Les données gardées sont abîmées ; rien n'a été montré. Prévenez l'opérateur de {1}.",
      "De bewaarde gegevens zijn beschadigd; er is niets getoond. Verwittig de beheerder van "
      "{1}.",
      "Die gespeicherten Daten sind beschädigt; nichts wurde gezeigt. Melden Sie es dem "
      "Betreiber von {1}.",
      "The stored data is damaged; nothing was shown. Tell the operator of {1}."}},
  {Say::kInternal, {
      "Le serveur {1} a une panne ({0}). Réessayez ; si cela revient, donnez l'heure à "
      "l'opérateur.",
      "De server {1} heeft een storing ({0}). Probeer opnieuw; geef de beheerder het uur door "
      "als het terugkomt.",
      "Der Server {1} hat eine Störung ({0}). Versuchen Sie es wieder; kommt sie zurück, "
      "nennen Sie dem Betreiber die Uhrzeit.",
      "The server {1} has a fault ({0}). Try again; if it comes back, tell the operator the "
      "time."}},
  {Say::kDeadline, {
      "Le serveur {1} n'a pas répondu à temps. Vérifiez le réseau et recommencez.",
      "De server {1} antwoordde niet op tijd. Controleer het netwerk en herhaal.",
      "Der Server {1} hat nicht rechtzeitig geantwortet. Prüfen Sie das Netz und wiederholen "
      "Sie.",
      "The server {1} did not answer in time. Check the network and repeat."}},
  {Say::kUnreached, {
      "Le serveur {1} est introuvable. Vérifiez l'adresse dans le profil, le réseau, et que "
      "relaisd tourne, puis recommencez.",
      "De server {1} is niet bereikbaar. Controleer het adres in het profiel, het netwerk en "
      "of relaisd draait, en herhaal.",
      "Der Server {1} ist nicht erreichbar. Prüfen Sie die Adresse im Profil, das Netz und ob "
      "relaisd läuft, und wiederholen Sie.",
      "The server {1} cannot be reached. Check the address in the profile, the network, and "
      "that relaisd runs; then repeat."}},
  {Say::kTls, {
      "La liaison sûre avec {1} a échoué : vérifiez dans le profil ca, cert et key (bon "
      "serveur, certificat valable) ; au besoin refaites relais enrol.",
      "De veilige verbinding met {1} is mislukt: controleer ca, cert en key in het profiel "
      "(juiste server, geldig certificaat); doe zo nodig relais enrol opnieuw.",
      "Die sichere Verbindung mit {1} ist gescheitert: Prüfen Sie ca, cert und key im Profil "
      "(richtiger Server, gültiges Zertifikat); nötigenfalls relais enrol wiederholen.",
      "The secure connection to {1} failed: check ca, cert and key in the profile (right "
      "server, valid certificate); if need be repeat relais enrol."}},
  {Say::kClosed, {
      "Le serveur {1} a coupé la liaison : le certificat de cet appareil est peut-être échu ou "
      "inconnu (cert dans le profil), ou le serveur redémarre. Vérifiez et recommencez.",
      "De server {1} heeft de verbinding verbroken: misschien is het certificaat van dit "
      "toestel verlopen of onbekend (cert in het profiel), of de server herstart. Controleer "
      "en herhaal.",
      "Der Server {1} hat die Verbindung getrennt: Vielleicht ist das Zertifikat dieses Geräts "
      "abgelaufen oder unbekannt (cert im Profil), oder der Server startet neu. Prüfen und "
      "wiederholen Sie.",
      "The server {1} closed the connection: this device's certificate may have ended or be "
      "unknown (cert in the profile), or the server restarts. Check and repeat."}},
  {Say::kUnimplemented, {
      "Le serveur {1} ne connaît pas cette commande : il est plus ancien que ce client. "
      "Prévenez l'opérateur.",
      "De server {1} kent deze opdracht niet: hij is ouder dan dit programma. Verwittig de "
      "beheerder.",
      "Der Server {1} kennt diesen Befehl nicht: Er ist älter als dieses Programm. Melden Sie "
      "es dem Betreiber.",
      "The server {1} does not know this command: it is older than this client. Tell the "
      "operator."}},
  {Say::kRepeatSafely, {
      "(Pour recommencer sans doublon : --request-id {0})",
      "(Om zonder dubbel te herhalen: --request-id {0})",
      "(Ohne Doppel wiederholen: --request-id {0})",
      "(To repeat without doing it twice: --request-id {0})"}},
  {Say::kOutputFailed, {
      "La sortie n'a pas pu être écrite : vérifiez la place sur le disque et recommencez.",
      "De uitvoer kon niet worden geschreven: controleer de schijfruimte en herhaal.",
      "Die Ausgabe konnte nicht geschrieben werden: Prüfen Sie den Speicherplatz und "
      "wiederholen Sie.",
      "The output could not be written: check the space on the disk and repeat."}},
  // Profile and files.
  {Say::kProfileNone, {
      "Qui appelle ? Donnez un profil : --as FICHIER.toml ou RELAIS_PROFILE (relais enrol en "
      "fait un).",
      "Wie vraagt dit? Geef een profiel: --as BESTAND.toml of RELAIS_PROFILE (relais enrol "
      "maakt er een).",
      "Wer fragt? Geben Sie ein Profil an: --as DATEI.toml oder RELAIS_PROFILE (relais enrol "
      "legt eines an).",
      "Who is calling? Give a profile: --as FILE.toml or RELAIS_PROFILE (relais enrol makes "
      "one)."}},
  {Say::kProfileLine, {
      "{0}, ligne {1} : {2}",
      "{0}, regel {1}: {2}",
      "{0}, Zeile {1}: {2}",
      "{0}, line {1}: {2}"}},
  {Say::kProfileUnknownKey, {
      "clé inconnue « {0} » ; connues : server, server_file, ca, cert, key, token_file, "
      "language, purpose, reason, issuer, client_id, audience",
      "onbekende sleutel \"{0}\"; gekend: server, server_file, ca, cert, key, token_file, "
      "language, purpose, reason, issuer, client_id, audience",
      "unbekannter Schlüssel „{0}“; bekannt: server, server_file, ca, cert, key, token_file, "
      "language, purpose, reason, issuer, client_id, audience",
      "unknown key \"{0}\"; known: server, server_file, ca, cert, key, token_file, language, "
      "purpose, reason, issuer, client_id, audience"}},
  {Say::kProfileNotText, {
      "« {0} » doit être un texte entre guillemets",
      "\"{0}\" moet tekst tussen aanhalingstekens zijn",
      "„{0}“ muss ein Text in Anführungszeichen sein",
      "\"{0}\" must be a text in quotes"}},
  {Say::kProfileMissingKey, {
      "{0} : il manque {1} = \"...\" ; ajoutez-le.",
      "{0}: {1} = \"...\" ontbreekt; voeg het toe.",
      "{0}: {1} = \"...\" fehlt; fügen Sie es hinzu.",
      "{0}: {1} = \"...\" is missing; add it."}},
  {Say::kProfileServer, {
      "{0} : donnez soit server = \"HÔTE:PORT\", soit server_file = \"FICHIER\".",
      "{0}: geef ofwel server = \"HOST:POORT\", ofwel server_file = \"BESTAND\".",
      "{0}: Geben Sie entweder server = \"HOST:PORT\" oder server_file = \"DATEI\" an.",
      "{0}: give either server = \"HOST:PORT\" or server_file = \"FILE\"."}},
  {Say::kProfileServerForm, {
      "le serveur « {0} » doit avoir la forme HÔTE:PORT",
      "de server \"{0}\" moet de vorm HOST:POORT hebben",
      "der Server „{0}“ muss die Form HOST:PORT haben",
      "the server \"{0}\" must have the form HOST:PORT"}},
  {Say::kPurposeUnknown, {
      "but inconnu « {0} » ; connus : {1}",
      "onbekend doel \"{0}\"; gekend: {1}",
      "unbekannter Zweck „{0}“; bekannt: {1}",
      "unknown purpose \"{0}\"; known: {1}"}},
  {Say::kLanguageUnknown, {
      "langue inconnue « {0} » ; connues : fr, nl, de, en",
      "onbekende taal \"{0}\"; gekend: fr, nl, de, en",
      "unbekannte Sprache „{0}“; bekannt: fr, nl, de, en",
      "unknown language \"{0}\"; known: fr, nl, de, en"}},
  {Say::kTokenEmpty, {
      "Vous n'êtes pas connecté (il n'y a pas de jeton dans {0}). Connectez-vous : relais login",
      "U bent niet aangemeld (er is geen token in {0}). Meld u aan: relais login",
      "Sie sind nicht angemeldet (in {0} ist kein Token). Melden Sie sich an: relais login",
      "You are not signed in (there is no token in {0}). Sign in: relais login"}},
  {Say::kFileUnreadable, {
      "Le fichier {0} ne peut pas être lu ({1}). Vérifiez le chemin et les droits.",
      "Het bestand {0} kan niet worden gelezen ({1}). Controleer het pad en de rechten.",
      "Die Datei {0} kann nicht gelesen werden ({1}). Prüfen Sie Pfad und Rechte.",
      "The file {0} cannot be read ({1}). Check the path and the rights."}},
  {Say::kFileUnwritable, {
      "Le fichier {0} ne peut pas être écrit ({1}). Vérifiez le dossier, les droits et la "
      "place.",
      "Het bestand {0} kan niet worden geschreven ({1}). Controleer de map, de rechten en de "
      "ruimte.",
      "Die Datei {0} kann nicht geschrieben werden ({1}). Prüfen Sie Ordner, Rechte und "
      "Speicherplatz.",
      "The file {0} cannot be written ({1}). Check the folder, the rights and the space."}},
  // Wrong usage.
  {Say::kDayUnknown, {
      "« {0} » n'est pas un jour : écrivez 2026-11-22, 22/11/2026 ou aujourd'hui.",
      "\"{0}\" is geen dag: schrijf 2026-11-22, 22/11/2026 of vandaag.",
      "„{0}“ ist kein Tag: Schreiben Sie 2026-11-22, 22.11.2026 oder heute.",
      "\"{0}\" is no day: write 2026-11-22, 22/11/2026 or today."}},
  {Say::kDossierForm, {
      "« {0} » n'est ni un dossier (dos_...) ni un code de carte (17 signes).",
      "\"{0}\" is geen dossier (dos_...) en geen kaartcode (17 tekens).",
      "„{0}“ ist weder ein Dossier (dos_...) noch ein Kartencode (17 Zeichen).",
      "\"{0}\" is neither a dossier (dos_...) nor a card code (17 characters)."}},
  {Say::kTargetForm, {
      "Donnez [DOSSIER] puis un genre ou un fait, puis nom=valeur ; mettez entre guillemets ce "
      "qui a des espaces.",
      "Geef [DOSSIER], dan een soort of een feit, dan naam=waarde; zet tussen aanhalingstekens "
      "wat spaties heeft.",
      "Geben Sie [DOSSIER], dann eine Art oder eine Angabe, dann Name=Wert an; setzen Sie in "
      "Anführungszeichen, was Leerzeichen hat.",
      "Give [DOSSIER], then a kind or a step, then name=value; put what has spaces in quotes."}},
  {Say::kCloseForm, {
      "Donnez [DOSSIER], le fait et son résultat : relais step close DOSSIER FAIT RÉSULTAT.",
      "Geef [DOSSIER], het feit en het resultaat: relais step close DOSSIER FEIT RESULTAAT.",
      "Geben Sie [DOSSIER], die Angabe und das Ergebnis an: relais step close DOSSIER ANGABE "
      "ERGEBNIS.",
      "Give [DOSSIER], the step and its outcome: relais step close DOSSIER STEP OUTCOME."}},
  {Say::kKindNone, {
      "Aucun genre ne correspond à « {0} » : cherchez avec relais kinds.",
      "Geen soort past bij \"{0}\": zoek met relais kinds.",
      "Keine Art passt zu „{0}“: Suchen Sie mit relais kinds.",
      "No kind matches \"{0}\": search with relais kinds."}},
  {Say::kKindMany, {
      "Plusieurs genres correspondent à « {0} », choisissez : {1}",
      "Meer dan één soort past bij \"{0}\", kies: {1}",
      "Mehrere Arten passen zu „{0}“, wählen Sie: {1}",
      "Several kinds match \"{0}\", choose: {1}"}},
  {Say::kFieldForm, {
      "« {0} » n'est pas de la forme nom=valeur ; noms : {1}",
      "\"{0}\" heeft niet de vorm naam=waarde; namen: {1}",
      "„{0}“ hat nicht die Form Name=Wert; Namen: {1}",
      "\"{0}\" is not of the form name=value; names: {1}"}},
  {Say::kFieldTwice, {
      "« {0} » est donné deux fois ; gardez-en un.",
      "\"{0}\" is twee keer gegeven; houd er één.",
      "„{0}“ steht zweimal da; behalten Sie eines.",
      "\"{0}\" is given twice; keep one."}},
  {Say::kFieldUnknown, {
      "{0} n'a pas de champ « {1} » ; champs : {2}",
      "{0} heeft geen veld \"{1}\"; velden: {2}",
      "{0} hat kein Feld „{1}“; Felder: {2}",
      "{0} has no field \"{1}\"; fields: {2}"}},
  {Say::kFieldsMissing, {
      "{0} demande encore : {1}",
      "{0} vraagt nog: {1}",
      "{0} braucht noch: {1}",
      "{0} still needs: {1}"}},
  {Say::kCodeUnknown, {
      "{0} ne peut pas être « {1} » ; possibles : {2}",
      "{0} kan niet \"{1}\" zijn; mogelijk: {2}",
      "{0} kann nicht „{1}“ sein; möglich: {2}",
      "{0} cannot be \"{1}\"; possible: {2}"}},
  {Say::kOutcomeUnknown, {
      "{0} ne peut pas finir par « {1} » ; possibles : {2}",
      "{0} kan niet eindigen met \"{1}\"; mogelijk: {2}",
      "{0} kann nicht mit „{1}“ enden; möglich: {2}",
      "{0} cannot end with \"{1}\"; possible: {2}"}},
  {Say::kStateUnknown, {
      "État inconnu « {0} » ; connus : opened, in_progress, closed, cancelled",
      "Onbekende stand \"{0}\"; gekend: opened, in_progress, closed, cancelled",
      "Unbekannter Stand „{0}“; bekannt: opened, in_progress, closed, cancelled",
      "Unknown state \"{0}\"; known: opened, in_progress, closed, cancelled"}},
  {Say::kStateMissing, {
      "Dites où cela en est : --state in_progress, closed (avec --outcome) ou cancelled.",
      "Zeg hoe het staat: --state in_progress, closed (met --outcome) of cancelled.",
      "Sagen Sie, wie es steht: --state in_progress, closed (mit --outcome) oder cancelled.",
      "Say how it stands: --state in_progress, closed (with --outcome) or cancelled."}},
  {Say::kStepNone, {
      "Aucun fait visible ne commence par « {0} » : regardez les numéros avec relais show.",
      "Geen zichtbaar feit begint met \"{0}\": bekijk de nummers met relais show.",
      "Keine sichtbare Angabe beginnt mit „{0}“: Sehen Sie die Nummern mit relais show an.",
      "No step that you see begins with \"{0}\": look at the ids with relais show."}},
  {Say::kStepMany, {
      "Plusieurs faits commencent par « {0} », choisissez : {1}",
      "Meer dan één feit begint met \"{0}\", kies: {1}",
      "Mehrere Angaben beginnen mit „{0}“, wählen Sie: {1}",
      "Several steps begin with \"{0}\", choose: {1}"}},
  {Say::kConsentNone, {
      "Aucun accord ne commence par « {0} » : regardez avec relais consent list.",
      "Geen toestemming begint met \"{0}\": kijk met relais consent list.",
      "Keine Zustimmung beginnt mit „{0}“: Sehen Sie mit relais consent list nach.",
      "No consent begins with \"{0}\": look with relais consent list."}},
  {Say::kConsentMany, {
      "Plusieurs accords commencent par « {0} », choisissez : {1}",
      "Meer dan één toestemming begint met \"{0}\", kies: {1}",
      "Mehrere Zustimmungen beginnen mit „{0}“, wählen Sie: {1}",
      "Several consents begin with \"{0}\", choose: {1}"}},
  {Say::kTextEmpty, {
      "Il n'y a pas de texte : écrivez-le entre guillemets ou envoyez-le à l'entrée.",
      "Er is geen tekst: schrijf hem tussen aanhalingstekens of stuur hem naar de invoer.",
      "Es gibt keinen Text: Schreiben Sie ihn in Anführungszeichen oder geben Sie ihn ein.",
      "There is no text: write it in quotes or send it to the input."}},
  {Say::kGranteeForm, {
      "« {0} » ne dit pas à qui : pro_..., uni_..., org_..., tru_... ou PROFESSION@org_... (relais houses, "
      "relais professionals).",
      "\"{0}\" zegt niet aan wie: pro_..., uni_..., org_..., tru_... of BEROEP@org_... (relais houses, relais "
      "professionals).",
      "„{0}“ sagt nicht, wem: pro_..., uni_..., org_..., tru_... oder BERUF@org_... (relais houses, relais "
      "professionals).",
      "\"{0}\" does not say to whom: pro_..., uni_..., org_..., tru_... or PROFESSION@org_... (relais houses, "
      "relais professionals)."}},
  {Say::kCompartmentUnknown, {
      "Donnée inconnue « {0} » ; connues : {1}",
      "Onbekend soort gegevens \"{0}\"; gekend: {1}",
      "Unbekannte Datenart „{0}“; bekannt: {1}",
      "Unknown kind of data \"{0}\"; known: {1}"}},
  {Say::kActionUnknown, {
      "« {0} » n'est ni READ (voir) ni WRITE (écrire).",
      "\"{0}\" is geen READ (zien) en geen WRITE (schrijven).",
      "„{0}“ ist weder READ (sehen) noch WRITE (schreiben).",
      "\"{0}\" is neither READ nor WRITE."}},
  {Say::kCellMissing, {
      "Un accord dit tout et a toujours une fin ; ajoutez : {0} (ou --bundle et --house).",
      "Een toestemming zegt alles en heeft altijd een einde; voeg toe: {0} (of --bundle en "
      "--house).",
      "Eine Zustimmung sagt alles und hat immer ein Ende; fügen Sie hinzu: {0} (oder --bundle "
      "und --house).",
      "A consent says everything and always has an end; add: {0} (or --bundle and --house)."}},
  {Say::kBundleHouse, {
      "Pour quelle maison ? Ajoutez --house org_... (relais houses).",
      "Voor welk huis? Voeg --house org_... toe (relais houses).",
      "Für welches Haus? Fügen Sie --house org_... hinzu (relais houses).",
      "For which house? Add --house org_... (relais houses)."}},
  {Say::kBundleOrCell, {
      "Donnez --bundle ou --to, pas les deux.",
      "Geef --bundle of --to, niet allebei.",
      "Geben Sie --bundle oder --to an, nicht beides.",
      "Give --bundle or --to, not both."}},
  {Say::kExcludeWhom, {
      "Qui exclure ? Donnez --professional pro_... ou --house org_..., un seul.",
      "Wie uitsluiten? Geef --professional pro_... of --house org_..., één van beide.",
      "Wen ausschließen? Geben Sie --professional pro_... oder --house org_... an, eines von "
      "beiden.",
      "Exclude whom? Give --professional pro_... or --house org_..., one of them."}},
  {Say::kAskWord, {
      "Mot choisi, tapé par la personne : ",
      "Gekozen woord, door de persoon getypt: ",
      "Gewähltes Wort, von der Person getippt: ",
      "Chosen word, typed by the person: "}},
  {Say::kAskWordAgain, {
      "Encore une fois : ",
      "Nog een keer: ",
      "Noch einmal: ",
      "Once more: "}},
  {Say::kWordNoTerminal, {
      "Le mot choisi se tape à un terminal ; sinon donnez --chosen-word-file FICHIER.",
      "Het gekozen woord wordt op een terminal getypt; geef anders --chosen-word-file BESTAND.",
      "Das gewählte Wort wird an einem Terminal getippt; sonst geben Sie --chosen-word-file "
      "DATEI an.",
      "The chosen word is typed on a terminal; otherwise give --chosen-word-file FILE."}},
  {Say::kWordDiffers, {
      "Les deux mots diffèrent : recommencez.",
      "De twee woorden verschillen: begin opnieuw.",
      "Die beiden Wörter sind verschieden: Beginnen Sie neu.",
      "The two words differ: start again."}},
  {Say::kWordLength, {
      "Le mot choisi a 4 à 64 signes : choisissez-en un autre.",
      "Het gekozen woord heeft 4 tot 64 tekens: kies een ander.",
      "Das gewählte Wort hat 4 bis 64 Zeichen: Wählen Sie ein anderes.",
      "The chosen word has 4 to 64 characters: choose another."}},
  {Say::kOpened, {
      "Dossier   {0}\nPersonne  {1}\nCarte     {2}\n\nNotez le code sur la carte et donnez-la "
      "à la personne ; elle seule connaît le mot choisi.\nVous ne voyez rien encore : la "
      "personne décide maintenant qui voit quoi (relais consent grant).",
      "Dossier  {0}\nPersoon  {1}\nKaart    {2}\n\nZet de code op de kaart en geef die aan de "
      "persoon; alleen de persoon kent het gekozen woord.\nU ziet nog niets: de persoon "
      "beslist nu wie wat ziet (relais consent grant).",
      "Dossier  {0}\nPerson   {1}\nKarte    {2}\n\nSchreiben Sie den Code auf die Karte und "
      "geben Sie sie der Person; nur sie kennt das gewählte Wort.\nSie sehen noch nichts: Die "
      "Person entscheidet jetzt, wer was sieht (relais consent grant).",
      "Dossier  {0}\nPerson   {1}\nCard     {2}\n\nPut the code on the card and give it to the "
      "person, who alone knows the chosen word.\nYou see nothing yet: the person now decides "
      "who sees what (relais consent grant)."}},
  // A dossier.
  {Say::kDossierTitle, {
      "Dossier {0}",
      "Dossier {0}",
      "Dossier {0}",
      "Dossier {0}"}},
  {Say::kWhatYouSee, {
      "Ce que vous voyez, et pourquoi",
      "Wat u ziet, en waarom",
      "Was Sie sehen, und warum",
      "What you see, and why"}},
  {Say::kBasis, {
      "{0} : règle {1}, avec l'accord de la personne jusqu'au {2}",
      "{0}: regel {1}, met de toestemming van de persoon tot {2}",
      "{0}: Regel {1}, mit Zustimmung der Person bis {2}",
      "{0}: rule {1}, with the person's consent until {2}"}},
  {Say::kBasisNoEnd, {
      "{0} : règle {1}",
      "{0}: regel {1}",
      "{0}: Regel {1}",
      "{0}: rule {1}"}},
  {Say::kOwnBasis, {
      "c'est votre dossier",
      "het is uw dossier",
      "es ist Ihr Dossier",
      "it is your own dossier"}},
  {Say::kSupportNeeded, {
      "A besoin de soutien autour du départ.",
      "Heeft steun nodig rond het vertrek.",
      "Braucht Unterstützung rund um den Weggang.",
      "Needs support around leaving."}},
  {Say::kSupportNone, {
      "Pas de besoin de soutien connu autour du départ.",
      "Geen nood aan steun gekend rond het vertrek.",
      "Kein Bedarf an Unterstützung rund um den Weggang bekannt.",
      "No need for support around leaving is known."}},
  {Say::kSupportUnknown, {
      "Soutien autour du départ : rien n'est connu ici.",
      "Steun rond het vertrek: hier is niets gekend.",
      "Unterstützung rund um den Weggang: hier ist nichts bekannt.",
      "Support around leaving: nothing is known here."}},
  {Say::kIdentity, {
      "Identité",
      "Identiteit",
      "Identität",
      "Identity"}},
  {Say::kOpenProcedures, {
      "Encore à régler",
      "Nog te regelen",
      "Noch zu regeln",
      "Still to settle"}},
  {Say::kClosedProcedures, {
      "Réglé",
      "Geregeld",
      "Geregelt",
      "Settled"}},
  {Say::kContacts, {
      "Qui a été vu",
      "Wie gezien werd",
      "Wer gesehen wurde",
      "Who was seen"}},
  {Say::kFacts, {
      "Autres faits",
      "Andere feiten",
      "Andere Angaben",
      "Other facts"}},
  {Say::kOwnWords, {
      "Dans les mots de la personne elle-même",
      "In de eigen woorden van de persoon",
      "In den eigenen Worten der Person",
      "In the person's own words"}},
  {Say::kSharedOnly, {
      "Vous voyez seulement ce qui a été partagé avec vous ; demandez.",
      "U ziet enkel wat met u gedeeld werd; vraag ernaar.",
      "Sie sehen nur, was mit Ihnen geteilt wurde; fragen Sie.",
      "You see only what was shared with you; ask."}},
  {Say::kThePerson, {
      "la personne elle-même",
      "de persoon zelf",
      "die Person selbst",
      "the person"}},
  {Say::kAnInstitution, {
      "une institution",
      "een instelling",
      "eine Einrichtung",
      "an institution"}},
  {Say::kRecordedBy, {
      "noté par {0}, le {1}",
      "genoteerd door {0}, op {1}",
      "notiert von {0}, am {1}",
      "recorded by {0}, on {1}"}},
  {Say::kRecorded, {
      "noté le {0}",
      "genoteerd op {0}",
      "notiert am {0}",
      "recorded on {0}"}},
  {Say::kCorrected, {
      "corrigé ; l'ancienne valeur est dans l'historique",
      "verbeterd; de oude waarde staat in de geschiedenis",
      "berichtigt; der alte Wert steht im Verlauf",
      "corrected; the old value is in the history"}},
  {Say::kAnswered, {
      "Réponse de la personne, {0}",
      "Antwoord van de persoon, {0}",
      "Antwort der Person, {0}",
      "The person's answer, {0}"}},
  {Say::kRequired, {
      "obligatoire",
      "verplicht",
      "verpflichtend",
      "required"}},
  {Say::kOutcomes, {
      "résultats : {0}",
      "resultaten: {0}",
      "Ergebnisse: {0}",
      "outcomes: {0}"}},
  {Say::kSuspended, {
      "accès suspendu",
      "toegang geschorst",
      "Zugang gesperrt",
      "access stopped"}},
  {Say::kNamesReplaced, {
      "noms remplacés par un numéro jusqu'ici : {0}",
      "namen tot nu toe vervangen door een nummer: {0}",
      "bisher durch eine Nummer ersetzte Namen: {0}",
      "names replaced by a number so far: {0}"}},
  {Say::kNoNamesReplaced, {
      "Dans votre institution, aucun nom n'est remplacé.",
      "In uw huis is geen naam vervangen.",
      "In Ihrem Haus ist kein Name ersetzt.",
      "No name is replaced in your house."}},
  {Say::kNameReplaced, {
      "À partir de maintenant, on lit « {0} » au lieu du nom, avec la fonction. Ce qui était "
      "déjà écrit ne change pas. Il est visible combien de fois cela se fait.",
      "Vanaf nu staat er „{0}” in plaats van de naam, met de functie. Wat er al stond, "
      "verandert niet. Het is zichtbaar hoe vaak dit gebeurt.",
      "Ab jetzt steht „{0}“ statt des Namens da, mit der Funktion. Was schon geschrieben war, "
      "ändert sich nicht. Es ist sichtbar, wie oft das geschieht.",
      "From now on \"{0}\" stands instead of the name, with the profession. What was written "
      "before does not change. It is visible how often this is done."}},
  {Say::kNameRestored, {
      "Le nom est de nouveau visible.",
      "De naam is weer zichtbaar.",
      "Der Name ist wieder sichtbar.",
      "The name is shown again."}},
  {Say::kGroundReported, {
      "menace signalée à la police",
      "bedreiging gemeld aan de politie",
      "der Polizei gemeldete Bedrohung",
      "a threat reported to the police"}},
  {Say::kGroundCourt, {
      "décision d'un tribunal",
      "beslissing van een rechtbank",
      "Entscheidung eines Gerichts",
      "an order of a court"}},
  {Say::kGroundAdvice, {
      "avis du conseiller en prévention",
      "advies van de preventieadviseur",
      "Rat des Gefahrenverhütungsberaters",
      "the prevention adviser's advice"}},
  {Say::kStepRecorded, {
      "Noté : {0} ({1})",
      "Genoteerd: {0} ({1})",
      "Notiert: {0} ({1})",
      "Recorded: {0} ({1})"}},
  {Say::kStepMoved, {
      "Noté : {0}, {1}",
      "Genoteerd: {0}, {1}",
      "Notiert: {0}, {1}",
      "Recorded: {0}, {1}"}},
  {Say::kStepCorrected, {
      "Corrigé : {0} ; l'ancienne valeur reste dans l'historique.",
      "Verbeterd: {0}; de oude waarde blijft in de geschiedenis.",
      "Berichtigt: {0}; der alte Wert bleibt im Verlauf.",
      "Corrected: {0}; the old value stays in the history."}},
  {Say::kWordsAdded, {
      "Vos mots sont dans le dossier.",
      "Uw woorden staan in het dossier.",
      "Ihre Worte stehen im Dossier.",
      "Your words are in the dossier."}},
  {Say::kAnswerAdded, {
      "Votre réponse est dans le dossier ; elle se voit partout où l'on voit le fait.",
      "Uw antwoord staat in het dossier; het is te zien overal waar het feit te zien is.",
      "Ihre Antwort steht im Dossier; sie ist überall zu sehen, wo die Angabe zu sehen ist.",
      "Your answer is in the dossier; it shows wherever the fact does."}},
  {Say::kNetworkUnknown, {
      "De l'entourage, rien ne vous est connu : pas demandé, pas dit ou pas partagé.",
      "Over de omgeving is u niets bekend: niet gevraagd, niet gezegd of niet gedeeld.",
      "Über das Umfeld ist Ihnen nichts bekannt: nicht gefragt, nicht gesagt oder nicht geteilt.",
      "Of the people around them nothing is known to you: not asked, not said, or not shared."}},
  {Say::kMustNotKnow, {
      "cette personne ne doit rien savoir : vous seul(e) voyez ceci",
      "deze persoon mag niets weten: alleen u ziet dit",
      "diese Person darf nichts wissen: nur Sie sehen das",
      "this person must not know: you alone see this"}},
  {Say::kMustNotKnowSet, {
      "C'est noté. Personne d'autre que vous ne voit plus cette information. Qui l'a déjà vue peut s'en souvenir ; si cette personne figure ailleurs dans votre dossier, marquez-le aussi. Pour revenir en arrière : --undo.",
      "Genoteerd. Niemand anders ziet dit gegeven nog. Wie het al zag, kan het zich herinneren; staat deze persoon nog elders in uw dossier, duid dat dan ook aan. Terugdraaien: --undo.",
      "Eingetragen. Niemand außer Ihnen sieht diese Angabe noch. Wer sie schon gesehen hat, kann sich erinnern; steht diese Person noch anderswo in Ihrer Akte, markieren Sie auch das. Rückgängig: --undo.",
      "It is kept. Nobody else sees this piece of information any more. Whoever has seen it may remember; where this person stands elsewhere in your file, mark that too. To undo: --undo."}},
  {Say::kMayKnow, {
      "C'est noté. Qui peut voir cette partie de votre dossier voit de nouveau cette information.",
      "Genoteerd. Wie dit deel van uw dossier mag zien, ziet dit gegeven opnieuw.",
      "Eingetragen. Wer diesen Teil Ihrer Akte sehen darf, sieht diese Angabe wieder.",
      "It is kept. Whoever may see this part of your file sees this piece of information again."}},
  // Consents.
  {Say::kAllowed, {
      "Ouvert à {0}",
      "Open voor {0}",
      "Offen für {0}",
      "Open to {0}"}},
  {Say::kExcluded, {
      "Fermé à {0}",
      "Gesloten voor {0}",
      "Geschlossen für {0}",
      "Closed to {0}"}},
  {Say::kRelated, {
      "{0} travaille avec vous",
      "{0} werkt met u samen",
      "{0} arbeitet mit Ihnen",
      "{0} works with you"}},
  {Say::kStands, {
      "jusqu'au {0}",
      "tot {0}",
      "bis {0}",
      "until {0}"}},
  {Say::kEnded, {
      "fini le {0}",
      "afgelopen op {0}",
      "beendet am {0}",
      "ended on {0}"}},
  {Say::kTakenBack, {
      "repris le {0}",
      "ingetrokken op {0}",
      "zurückgenommen am {0}",
      "taken back on {0}"}},
  {Say::kConsentsNone, {
      "Aucun accord : personne d'autre que vous ne voit votre dossier.",
      "Geen toestemming: niemand anders dan u ziet uw dossier.",
      "Keine Zustimmung: Niemand außer Ihnen sieht Ihr Dossier.",
      "No consent: nobody but you sees your dossier."}},
  {Say::kPreviewTitle, {
      "Si vous êtes d'accord, ces personnes pourraient voir :",
      "Als u akkoord gaat, zouden deze mensen kunnen zien:",
      "Wenn Sie zustimmen, könnten diese Personen sehen:",
      "If you agree, these people could see:"}},
  {Say::kPreviewNobody, {
      "Cela n'ouvrirait rien à personne.",
      "Dit zou voor niemand iets openen.",
      "Das würde niemandem etwas öffnen.",
      "This would open nothing to anybody."}},
  {Say::kCouldRead, {
      "lire : {0}",
      "lezen: {0}",
      "lesen: {0}",
      "read: {0}"}},
  {Say::kCouldWrite, {
      "écrire : {0}",
      "schrijven: {0}",
      "schreiben: {0}",
      "write: {0}"}},
  {Say::kAskYes, {
      "Code du SMS, pour dire oui (rien : non) : ",
      "Code van de sms, om ja te zeggen (niets: nee): ",
      "Code der SMS, um Ja zu sagen (nichts: nein): ",
      "Code of the SMS, to say yes (nothing: no): "}},
  {Say::kGrantNot, {
      "Rien n'a été accordé. Refuser ne change rien pour vous.",
      "Er is niets toegestaan. Weigeren verandert niets voor u.",
      "Nichts wurde zugestimmt. Ablehnen ändert nichts für Sie.",
      "Nothing was granted. Refusing changes nothing for you."}},
  {Say::kGranted, {
      "Accordé. Vous pouvez le reprendre à tout moment : relais consent revoke {0}",
      "Toegestaan. U kunt het altijd intrekken: relais consent revoke {0}",
      "Zugestimmt. Sie können es jederzeit zurücknehmen: relais consent revoke {0}",
      "Granted. You can take it back at any time: relais consent revoke {0}"}},
  {Say::kProposed, {
      "Proposé : {0}. Jusqu'au {1}, la personne peut dire oui : par passkey au portail ; ou sur papier, devant un témoin d'une autre maison, qui l'envoie : relais consent confirm {0} --paper signature",
      "Voorgesteld: {0}. Tot {1} kan de persoon ja zeggen: met een passkey op het portaal; of op papier, voor een getuige van een ander huis, die het doorstuurt: relais consent confirm {0} --paper signature",
      "Vorgeschlagen: {0}. Bis {1} kann die Person Ja sagen: mit einem Passkey im Portal; oder auf Papier, vor einem Zeugen eines anderen Hauses, der es sendet: relais consent confirm {0} --paper signature",
      "Proposed: {0}. Until {1} the person can say yes: by a passkey at the portal; or on paper, before a witness of another house, who sends it: relais consent confirm {0} --paper signature"}},
  {Say::kProposedUnable, {
      "Proposé : {0}. Jusqu'au {1}, un second professionnel peut le confirmer : relais consent confirm {0} --colleague",
      "Voorgesteld: {0}. Tot {1} kan een tweede professional het bevestigen: relais consent confirm {0} --colleague",
      "Vorgeschlagen: {0}. Bis {1} kann eine zweite Fachperson es bestätigen: relais consent confirm {0} --colleague",
      "Proposed: {0}. Until {1} a second professional can confirm it: relais consent confirm {0} --colleague"}},
  {Say::kAskSameText, {
      "Est-ce, mot pour mot, ce qui a été lu et se trouve sur le papier ? (oui/non) ",
      "Is dit woord voor woord wat werd voorgelezen en op het papier staat? (ja/nee) ",
      "Ist das Wort für Wort, was vorgelesen wurde und auf dem Papier steht? (ja/nein) ",
      "Is this word for word what was read and stands on the paper? (yes/no) "}},
  {Say::kAskSecond, {
      "La personne ne peut pas répondre, et ceci est nécessaire : le confirmez-vous ? (oui/non) ",
      "De persoon kan niet antwoorden, en dit is nodig: bevestigt u dat? (ja/nee) ",
      "Die Person kann nicht antworten, und dies ist nötig: Bestätigen Sie das? (ja/nein) ",
      "The person cannot answer, and this is needed: do you confirm that? (yes/no) "}},
  {Say::kSameTextNeeded, {
      "Sans clavier, ajoutez --same-text, une fois le texte comparé au papier.",
      "Voeg zonder toetsenbord --same-text toe, zodra de tekst met het papier is vergeleken.",
      "Ohne Tastatur fügen Sie --same-text hinzu, sobald der Text mit dem Papier verglichen ist.",
      "Without a keyboard add --same-text, once the text was held against the paper."}},
  {Say::kNotConfirmed, {
      "Cela ne confirme rien. Vérifiez le code et le mot. Un témoin ne vient d'aucune des maisons auxquelles cela ouvre quelque chose, et en détention il vient du dehors ; au guichet, seul qui a proposé confirme. Après trois jours, ou une fois confirmé, proposez de nouveau.",
      "Dit bevestigt niets. Kijk de code en het woord na. Een getuige komt uit geen huis waarvoor iets opengaat, en in detentie van buiten; aan de balie bevestigt alleen wie het voorstelde. Na drie dagen, of eenmaal bevestigd, stelt u het opnieuw voor.",
      "Das bestätigt nichts. Prüfen Sie Code und Wort. Ein Zeuge kommt aus keinem Haus, dem etwas geöffnet wird, und in Haft von außen; am Schalter bestätigt nur, wer es vorgeschlagen hat. Nach drei Tagen, oder einmal bestätigt, schlagen Sie es neu vor.",
      "This confirms nothing. Check the code and the word. A witness comes from no house that something is opened to, and in custody from outside; at the desk only who proposed it confirms. After three days, or once confirmed, propose it again."}},
  {Say::kReceiptKept, {
      "SHA-256 de ce texte : {0}. La preuve signée est dans {1} ; à vérifier : relais-verify --trust log.vkey --consent {1}",
      "SHA-256 van deze tekst: {0}. Het getekende bewijs staat in {1}; te controleren: relais-verify --trust log.vkey --consent {1}",
      "SHA-256 dieses Textes: {0}. Der unterschriebene Beleg steht in {1}; zu prüfen: relais-verify --trust log.vkey --consent {1}",
      "SHA-256 of this text: {0}. The signed receipt is in {1}; to check it: relais-verify --trust log.vkey --consent {1}"}},
  {Say::kExclusionStands, {
      "Fermé, plus fort que tout accord. Pour le reprendre : relais consent revoke {0}",
      "Gesloten, sterker dan elke toestemming. Om het in te trekken: relais consent revoke {0}",
      "Geschlossen, stärker als jede Zustimmung. Zurücknehmen: relais consent revoke {0}",
      "Closed, stronger than every consent. To take it back: relais consent revoke {0}"}},
  {Say::kRevoked, {
      "Repris : plus rien ne se lit par cet accord.",
      "Ingetrokken: met deze toestemming wordt niets meer gelezen.",
      "Zurückgenommen: Mit dieser Zustimmung wird nichts mehr gelesen.",
      "Taken back: nothing more is read by it."}},
  {Say::kRevokedMany, {
      "{0} accords repris : plus rien ne se lit par eux.",
      "{0} toestemmingen ingetrokken: ermee wordt niets meer gelezen.",
      "{0} Zustimmungen zurückgenommen: Mit ihnen wird nichts mehr gelesen.",
      "{0} consents taken back: nothing more is read by them."}},
  {Say::kGivenByCode, {
      "par code et mot choisi",
      "met code en gekozen woord",
      "mit Code und gewähltem Wort",
      "by code and chosen word"}},
  {Say::kGivenByPasskey, {
      "signé par votre passkey",
      "getekend met uw passkey",
      "mit Ihrem Passkey unterschrieben",
      "signed by your passkey"}},
  {Say::kGivenOnPaper, {
      "sur papier, devant un témoin",
      "op papier, voor een getuige",
      "auf Papier, vor einem Zeugen",
      "on paper, before a witness"}},
  {Say::kGivenByTwo, {
      "par deux professionnels, car vous ne pouviez pas répondre",
      "door twee professionals, omdat u niet kon antwoorden",
      "durch zwei Fachpersonen, weil Sie nicht antworten konnten",
      "by two professionals, because you could not answer"}},
  {Say::kGivenByCard, {
      "montré par votre carte et le mot choisi",
      "getoond met uw kaart en het gekozen woord",
      "gezeigt durch Ihre Karte und das gewählte Wort",
      "shown by your card and the chosen word"}},
  {Say::kGivenByToldCode, {
      "montré par un code que vous avez dit",
      "getoond met een code die u zei",
      "gezeigt durch einen Code, den Sie genannt haben",
      "shown by a code that you told"}},
  {Say::kGivenByOpening, {
      "ce dossier a été ouvert là avec vous",
      "dit dossier werd daar met u geopend",
      "dieses Dossier wurde dort mit Ihnen eröffnet",
      "this file was opened there with you"}},
  {Say::kGivenByColleagues, {
      "deux collègues l'ont dit, sans preuve de votre part",
      "twee collega's zeiden het, zonder bewijs van u",
      "zwei Kollegen sagten es, ohne Nachweis von Ihnen",
      "two colleagues said so, without proof of yours"}},
  // The log. {0} is when, {1} who, {2} has or have, {3} what was done, {4} a comma after a described name.
  {Say::kEntryDone, {
      "Le {0}, {1}{4} {2} {3}.",
      "Op {0} {2} {1}{4} {3}.",
      "Am {0} {2} {1}{4} {3}.",
      "On {0}, {1}{4} {3}."}},
  {Say::kEntryTried, {
      "Le {0}, {1}{4} {2} essayé {3}.",
      "Op {0} {2} {1}{4} geprobeerd {3}.",
      "Am {0} {2} {1}{4} versucht, {3}.",
      "On {0}, {1}{4} tried {3}."}},
  {Say::kYou, {
      "vous",
      "u",
      "Sie",
      "you"}},
  {Say::kTheServer, {
      "le serveur",
      "de server",
      "der Server",
      "the server"}},
  {Say::kHas, {
      "a",
      "heeft",
      "hat",
      "has"}},
  {Say::kYouHave, {
      "avez",
      "hebt",
      "haben",
      "have"}},
  {Say::kFor, {
      "But : {0}.",
      "Doel: {0}.",
      "Zweck: {0}.",
      "What for: {0}."}},
  {Say::kWhy, {
      "Raison : {0}.",
      "Reden: {0}.",
      "Grund: {0}.",
      "Why: {0}."}},
  {Say::kShown, {
      "{0} faits ont été montrés.",
      "Er zijn {0} feiten getoond.",
      "{0} Angaben wurden gezeigt.",
      "{0} facts were shown."}},
  {Say::kShownOne, {
      "Un fait a été montré.",
      "Er is één feit getoond.",
      "Eine Angabe wurde gezeigt.",
      "One fact was shown."}},
  {Say::kShownNone, {
      "Aucun fait n'a été montré.",
      "Er is geen enkel feit getoond.",
      "Es wurde keine Angabe gezeigt.",
      "No fact was shown.",
  }},
  {Say::kRefusedNothingShown, {
      "Refusé : rien n'a été montré.",
      "Geweigerd: er is niets getoond.",
      "Abgelehnt: Nichts wurde gezeigt.",
      "Refused: nothing was shown."}},
  {Say::kChangeStands, {
      "C'est enregistré.",
      "Dat is vastgelegd.",
      "Das ist festgehalten.",
      "It was kept."}},
  {Say::kDidNotHappen, {
      "C'était permis mais n'a pas eu lieu.",
      "Het mocht, maar het is niet gebeurd.",
      "Es war erlaubt, geschah aber nicht.",
      "It was allowed but did not happen."}},
  {Say::kNotApplied, {
      "Cela a été perdu dans une panne et ne compte pas.",
      "Het ging verloren bij een storing en telt niet.",
      "Es ging bei einer Störung verloren und zählt nicht.",
      "It was lost in a crash and does not count."}},
  {Say::kOutcomeUnknownEntry, {
      "Ce qu'il en est advenu est plus récent que ce programme.",
      "Wat ervan kwam, is nieuwer dan dit programma.",
      "Was daraus wurde, ist neuer als dieses Programm.",
      "What came of it is newer than this program."}},
  {Say::kToldNextMeeting, {
      "On vous le dira à la prochaine rencontre.",
      "U hoort het bij de volgende ontmoeting.",
      "Man sagt es Ihnen beim nächsten Treffen.",
      "You will be told at the next meeting."}},
  {Say::kTheWholeFile, {
      "tout le dossier",
      "het hele dossier",
      "die ganze Akte",
      "the whole file",
  }},
  {Say::kDidRead, {
      "consulté",
      "gelezen",
      "gelesen",
      "read"}},
  {Say::kToRead, {
      "de consulter",
      "te lezen",
      "zu lesen",
      "to read"}},
  {Say::kDidWrite, {
      "ajouté ou modifié des faits",
      "feiten toegevoegd of gewijzigd",
      "Angaben hinzugefügt oder geändert",
      "added or changed facts"}},
  {Say::kToWrite, {
      "d'ajouter ou de modifier des faits",
      "feiten toe te voegen of te wijzigen",
      "Angaben hinzuzufügen oder zu ändern",
      "to add or change facts"}},
  {Say::kDidOpen, {
      "ouvert ce dossier",
      "dit dossier geopend",
      "dieses Dossier angelegt",
      "made this dossier"}},
  {Say::kToOpen, {
      "d'ouvrir ce dossier",
      "dit dossier te openen",
      "dieses Dossier anzulegen",
      "to make this dossier"}},
  {Say::kDidConsent, {
      "donné un accord ou exclu quelqu'un",
      "een toestemming gegeven of iemand uitgesloten",
      "zugestimmt oder jemanden ausgeschlossen",
      "gave a consent or excluded someone"}},
  {Say::kToConsent, {
      "de donner un accord ou d'exclure quelqu'un",
      "een toestemming te geven of iemand uit te sluiten",
      "zuzustimmen oder jemanden auszuschließen",
      "to give a consent or exclude someone"}},
  {Say::kDidPropose, {
      "proposé un accord",
      "een instemming voorgesteld",
      "eine Zustimmung vorgeschlagen",
      "proposed an agreement"}},
  {Say::kToPropose, {
      "de proposer un accord",
      "een instemming voor te stellen",
      "eine Zustimmung vorzuschlagen",
      "to propose an agreement"}},
  {Say::kDidConfirm, {
      "confirmé un accord",
      "een instemming bevestigd",
      "eine Zustimmung bestätigt",
      "confirmed an agreement"}},
  {Say::kToConfirm, {
      "de confirmer un accord",
      "een instemming te bevestigen",
      "eine Zustimmung zu bestätigen",
      "to confirm an agreement"}},
  {Say::kDidRelate, {
      "dit que l'équipe travaille avec la personne",
      "gezegd dat het team met de persoon werkt",
      "gesagt, dass das Team mit der Person arbeitet",
      "said that the team works with the person"}},
  {Say::kToRelate, {
      "de dire que l'équipe travaille avec la personne",
      "te zeggen dat het team met de persoon werkt",
      "zu sagen, dass das Team mit der Person arbeitet",
      "to say that the team works with the person"}},
  {Say::kDidSeeConsents, {
      "consulté les accords",
      "de toestemmingen bekeken",
      "die Zustimmungen angesehen",
      "looked at the consents"}},
  {Say::kToSeeConsents, {
      "de consulter les accords",
      "de toestemmingen te bekijken",
      "die Zustimmungen anzusehen",
      "to look at the consents"}},
  {Say::kDidRevoke, {
      "repris un accord",
      "een toestemming ingetrokken",
      "eine Zustimmung zurückgenommen",
      "took a consent back"}},
  {Say::kToRevoke, {
      "de reprendre un accord",
      "een toestemming in te trekken",
      "eine Zustimmung zurückzunehmen",
      "to take a consent back"}},
  {Say::kDidMustNotKnow, {
      "changé ce que les autres voient de votre dossier",
      "aangepast wat anderen van uw dossier zien",
      "geändert, was andere von Ihrer Akte sehen",
      "changed what others see of your file"}},
  {Say::kToMustNotKnow, {
      "de changer ce que les autres voient de votre dossier",
      "aan te passen wat anderen van uw dossier zien",
      "zu ändern, was andere von Ihrer Akte sehen",
      "to change what others see of your file"}},
  {Say::kDidReadLog, {
      "regardé qui a ouvert le dossier",
      "bekeken wie het dossier opende",
      "angesehen, wer das Dossier geöffnet hat",
      "looked at who opened the dossier"}},
  {Say::kToReadLog, {
      "de regarder qui a ouvert le dossier",
      "te bekijken wie het dossier opende",
      "anzusehen, wer das Dossier geöffnet hat",
      "to look at who opened the dossier"}},
  {Say::kDidLookUp, {
      "consulté l'annuaire",
      "de gids geraadpleegd",
      "das Verzeichnis eingesehen",
      "looked at the directory"}},
  {Say::kToLookUp, {
      "de consulter l'annuaire",
      "de gids te raadplegen",
      "das Verzeichnis einzusehen",
      "to look at the directory"}},
  {Say::kDidAdminister, {
      "modifié l'annuaire",
      "de gids gewijzigd",
      "das Verzeichnis geändert",
      "changed the directory"}},
  {Say::kToAdminister, {
      "de modifier l'annuaire",
      "de gids te wijzigen",
      "das Verzeichnis zu ändern",
      "to change the directory"}},
  {Say::kDidSuspend, {
      "suspendu l'accès d'un professionnel",
      "de toegang van een professional geschorst",
      "den Zugang einer Fachkraft gesperrt",
      "stopped a professional's access"}},
  {Say::kToSuspend, {
      "de suspendre l'accès d'un professionnel",
      "de toegang van een professional te schorsen",
      "den Zugang einer Fachkraft zu sperren",
      "to stop a professional's access"}},
  {Say::kDidSystem, {
      "fait un acte technique",
      "een technische handeling gedaan",
      "einen technischen Vorgang ausgeführt",
      "did something technical"}},
  {Say::kToSystem, {
      "de faire un acte technique",
      "een technische handeling te doen",
      "einen technischen Vorgang auszuführen",
      "to do something technical"}},
  {Say::kNoAccesses, {
      "Personne n'a ouvert le dossier.",
      "Niemand heeft het dossier geopend.",
      "Niemand hat das Dossier geöffnet.",
      "Nobody opened the dossier."}},
  {Say::kNoneSuch, {
      "Il n'y a pas de telle ligne.",
      "Er is geen zulke regel.",
      "Es gibt keine solche Zeile.",
      "There is no such entry."}},
  {Say::kByConsents, {
      "Vous l'aviez accepté :",
      "U had hiermee ingestemd:",
      "Dem hatten Sie zugestimmt:",
      "You had agreed to this:"}},
  {Say::kByRules, {
      "Selon la règle : {0}",
      "Volgens de regel: {0}",
      "Nach der Regel: {0}",
      "By the rule: {0}"}},
  {Say::kReference, {
      "Référence pour vérifier : {0}",
      "Referentie om te controleren: {0}",
      "Kennung zum Prüfen: {0}",
      "Reference to check it by: {0}"}},
  {Say::kWatchAgain, {
      "La connexion est interrompue ; elle reprend là où elle était.",
      "De verbinding is verbroken; ze gaat verder waar ze was.",
      "Die Verbindung ist unterbrochen; sie geht dort weiter, wo sie war.",
      "The connection broke; it goes on where it was."}},
  {Say::kMoreAccesses, {
      "Il y en a d'autres, plus anciens : ajoutez --all.",
      "Er zijn er nog, ouder: voeg --all toe.",
      "Es gibt weitere, ältere: Fügen Sie --all hinzu.",
      "There are more, older ones: add --all."}},
  {Say::kExportExists, {
      "{0} existe déjà : choisissez un autre nom ou ajoutez --force.",
      "{0} bestaat al: kies een andere naam of voeg --force toe.",
      "{0} gibt es schon: Wählen Sie einen anderen Namen oder fügen Sie --force hinzu.",
      "{0} exists already: choose another name or add --force."}},
  {Say::kExported, {
      "Enregistré dans {0}. Pour le vérifier, sans ce serveur : relais-verify --trust TRUST {0}",
      "Bewaard in {0}. Om het te controleren, zonder deze server: relais-verify --trust TRUST "
      "{0}",
      "Gespeichert in {0}. Prüfen, ohne diesen Server: relais-verify --trust TRUST {0}",
      "Saved in {0}. To check it without this server: relais-verify --trust TRUST {0}"}},
  // Telling. {0} is by what, or when; see their uses.
  {Say::kHourForm, {
      "« {0} » n'est pas une heure : donnez un nombre de 0 à 23.",
      "“{0}” is geen uur: geef een getal van 0 tot 23.",
      "„{0}“ ist keine Stunde: Geben Sie eine Zahl von 0 bis 23.",
      "\"{0}\" is no hour: give a number from 0 to 23."}},
  {Say::kQuietForm, {
      "« {0} » ne va pas : donnez deux heures, par exemple 21-8.",
      "“{0}” gaat niet: geef twee uren, bijvoorbeeld 21-8.",
      "„{0}“ geht nicht: Geben Sie zwei Stunden, etwa 21-8.",
      "\"{0}\" will not do: give two hours, such as 21-8."}},
  {Say::kBySms, {
      "SMS",
      "sms",
      "SMS",
      "SMS"}},
  {Say::kByEmail, {
      "e-mail",
      "e-mail",
      "E-Mail",
      "e-mail"}},
  {Say::kByLetter, {
      "lettre",
      "brief",
      "Brief",
      "letter"}},
  {Say::kByPerson, {
      "une personne, de vive voix",
      "iemand, mondeling",
      "eine Person, mündlich",
      "a person, face to face"}},
  {Say::kTellNotAsked, {
      "On ne vous a pas encore demandé comment vous prévenir : on vous le dira à la "
      "prochaine rencontre.",
      "U is nog niet gevraagd hoe u op de hoogte wilt blijven: u hoort het bij de "
      "volgende ontmoeting.",
      "Man hat Sie noch nicht gefragt, wie Sie informiert werden möchten: Man sagt es "
      "Ihnen beim nächsten Treffen.",
      "You were not asked yet how you want to be told: you will hear at the next meeting."}},
  {Say::kTellMeeting, {
      "On vous prévient de vive voix, à la prochaine rencontre.",
      "U hoort het mondeling, bij de volgende ontmoeting.",
      "Man sagt es Ihnen mündlich, beim nächsten Treffen.",
      "You are told face to face, at the next meeting."}},
  {Say::kTellBy, {
      "Vous : par {0}, {1}.",
      "U: per {0}, {1}.",
      "Sie: per {0}, {1}.",
      "You: by {0}, {1}."}},
  {Say::kTellSeen, {
      "Quelqu'un d'autre peut le voir : rien n'y est envoyé.",
      "Iemand anders kan het zien: er wordt niets naartoe gestuurd.",
      "Jemand anders kann es sehen: Dorthin wird nichts geschickt.",
      "Somebody else can see it: nothing is sent there."}},
  {Say::kTellClosed, {
      "Vous êtes dans un lieu fermé : téléphone, boîte mail et boîte aux lettres se "
      "reposent.",
      "U bent op een gesloten plaats: telefoon, mailbox en brievenbus rusten.",
      "Sie sind an einem geschlossenen Ort: Telefon, Postfach und Briefkasten ruhen.",
      "You are in a closed place: phone, mailbox and letterbox rest."}},
  {Say::kTellSafe, {
      "Votre contact sûr, à votre place : par {0}, {1}.",
      "Uw veilige contact, in uw plaats: per {0}, {1}.",
      "Ihr sicherer Kontakt, an Ihrer Stelle: per {0}, {1}.",
      "Your safe contact, instead of you: by {0}, {1}."}},
  {Say::kTellSafeBeside, {
      "Votre contact sûr, en plus : par {0}, {1}.",
      "Uw veilige contact, ook: per {0}, {1}.",
      "Ihr sicherer Kontakt, zusätzlich: per {0}, {1}.",
      "Your safe contact, too: by {0}, {1}."}},
  {Say::kTellDaily, {
      "Une fois par jour au plus, vers {0} h ; tout de suite en cas d'urgence et quand "
      "une maison lit pour la première fois.",
      "Hoogstens één keer per dag, rond {0} uur; meteen bij nood en wanneer een huis "
      "voor het eerst leest.",
      "Höchstens einmal am Tag, gegen {0} Uhr; sofort im Notfall und wenn ein Haus zum "
      "ersten Mal liest.",
      "Once a day at most, around {0}:00; at once in an emergency and when a house reads "
      "for the first time."}},
  {Say::kTellEach, {
      "À chaque lecture ; après trois en un jour, le reste vient vers {0} h.",
      "Bij elke lezing; na drie op een dag komt de rest rond {0} uur.",
      "Bei jedem Lesen; nach drei an einem Tag kommt der Rest gegen {0} Uhr.",
      "At each reading; after three in a day the rest comes around {0}:00."}},
  {Say::kTellQuiet, {
      "Rien entre {0} h et {1} h, sauf urgence.",
      "Niets tussen {0} en {1} uur, behalve bij nood.",
      "Nichts zwischen {0} und {1} Uhr, außer im Notfall.",
      "Nothing between {0}:00 and {1}:00, but for emergencies."}},
  {Say::kTellNothingWaits, {
      "Rien n'attend.",
      "Er wacht niets.",
      "Nichts wartet.",
      "Nothing waits."}},
  {Say::kTellWaits, {
      "{0} lectures attendent la prochaine rencontre.",
      "{0} lezingen wachten op de volgende ontmoeting.",
      "{0} Zugriffe warten auf das nächste Treffen.",
      "{0} readings wait for the next meeting."}},
  {Say::kTellWaitsUntil, {
      "{0} lectures vous seront annoncées {1}.",
      "{0} lezingen worden u gemeld op {1}.",
      "{0} Zugriffe werden Ihnen gemeldet: {1}.",
      "You will be told of {0} readings on {1}."}},
  {Say::kTellSet, {
      "C'est enregistré.",
      "Dat is vastgelegd.",
      "Das ist festgehalten.",
      "It was kept."}},
  {Say::kTellEveryNotice, {
      "Chaque message dit ceci, quoi qu'il se soit passé :",
      "Elk bericht zegt dit, wat er ook gebeurd is:",
      "Jede Nachricht sagt dies, was auch geschah:",
      "Every message says this, whatever happened:"}},
  {Say::kTellDraft, {
      "Projet : aucune personne de cette langue ne l'a encore relu.",
      "Ontwerp: nog niemand van deze taal heeft het nagelezen.",
      "Entwurf: Noch niemand mit dieser Sprache hat ihn geprüft.",
      "A draft: nobody who speaks this language has reviewed it yet."}},
  {Say::kTellNobody, {
      "Il n'y a rien à dire à la personne.",
      "Er is niets te zeggen aan de persoon.",
      "Der Person ist nichts zu sagen.",
      "There is nothing to say to the person."}},
  {Say::kTellSayThis, {
      "Dites ceci à la personne, seul à seul :",
      "Zeg dit aan de persoon, onder vier ogen:",
      "Sagen Sie dies der Person, unter vier Augen:",
      "Say this to the person, in private:"}},
  {Say::kTellThen, {
      "Ensuite : relais tell told {0} {1}",
      "Daarna: relais tell told {0} {1}",
      "Danach: relais tell told {0} {1}",
      "Then: relais tell told {0} {1}"}},
  {Say::kTellListed, {
      "à annoncer : {0}, le plus ancien du {1}",
      "te zeggen: {0}, het oudste van {1}",
      "zu sagen: {0}, das älteste vom {1}",
      "to tell of: {0}, the oldest of {1}"}},
  {Say::kTellListThen, {
      "Quand la personne est là : relais tell due DOSSIER",
      "Als de persoon er is: relais tell due DOSSIER",
      "Wenn die Person da ist: relais tell due DOSSIER",
      "When the person is there: relais tell due DOSSIER"}},
  {Say::kTellListNobody, {
      "Personne n'attend d'être prévenu ici.",
      "Hier moet aan niemand iets gezegd worden.",
      "Hier ist niemandem etwas zu sagen.",
      "There is nobody here to be told of anything."}},
  {Say::kTellMarked, {
      "Il est noté que la personne a été prévenue.",
      "Er is genoteerd dat de persoon het weet.",
      "Es ist vermerkt, dass die Person Bescheid weiß.",
      "It is noted that the person was told."}},
  {Say::kTellPaused, {
      "Plus rien n'est envoyé au téléphone, à la boîte mail ou aux lettres de la "
      "personne ; elle seule peut le rétablir.",
      "Naar telefoon, mailbox en brievenbus van de persoon wordt niets meer gestuurd; "
      "alleen de persoon kan dat herstellen.",
      "An Telefon, Postfach und Briefkasten der Person wird nichts mehr geschickt; nur "
      "die Person kann es wieder öffnen.",
      "Nothing is sent to the person's phone, mailbox or letterbox any more; the person "
      "alone can open them again."}},
  {Say::kWrongWord, {
      "Ce n'est pas le mot choisi, ou aucun n'a été choisi : rien n'a changé. Le "
      "guichet peut aider.",
      "Dit is niet het gekozen woord, of er is er geen gekozen: er is niets veranderd. "
      "Het loket kan helpen.",
      "Das ist nicht das gewählte Wort, oder keines wurde gewählt: Nichts wurde "
      "geändert. Der Schalter kann helfen.",
      "This is not the chosen word, or none was chosen: nothing was changed. The desk can "
      "help."}},
  {Say::kEntrySent, {
      "Le {0}, un message vous a été envoyé ({1}) : il va jusqu'à la ligne {2}.",
      "Op {0} is u een bericht gestuurd ({1}): het gaat tot regel {2}.",
      "Am {0} wurde Ihnen eine Nachricht geschickt ({1}): Sie reicht bis Zeile {2}.",
      "On {0} a message was sent to you ({1}): it covers all up to entry {2}."}},
  {Say::kEntryDelivered, {
      "Le {0}, ce message est arrivé ({1}, jusqu'à la ligne {2}).",
      "Op {0} is dat bericht aangekomen ({1}, tot regel {2}).",
      "Am {0} ist diese Nachricht angekommen ({1}, bis Zeile {2}).",
      "On {0} that message arrived ({1}, up to entry {2})."}},
  {Say::kEntryFailed, {
      "Le {0}, un message n'a pas pu arriver ({1}, jusqu'à la ligne {2}) : on vous le "
      "dira à la prochaine rencontre.",
      "Op {0} kon een bericht niet aankomen ({1}, tot regel {2}): u hoort het bij de "
      "volgende ontmoeting.",
      "Am {0} konnte eine Nachricht nicht ankommen ({1}, bis Zeile {2}): Man sagt es "
      "Ihnen beim nächsten Treffen.",
      "On {0} a message could not arrive ({1}, up to entry {2}): you will hear at the "
      "next meeting."}},
  {Say::kEntryReviewed, {
      "Le {0}, ce que dit la ligne {1} a été soumis au délégué à la protection des données "
      "de {2}. Vous verrez la réponse : relais accesses objections",
      "Op {0} werd wat regel {1} zegt voorgelegd aan de functionaris voor "
      "gegevensbescherming van {2}. U ziet het antwoord: relais accesses objections",
      "Am {0} wurde dem Datenschutzbeauftragten von {2} vorgelegt, was Zeile {1} sagt. Die "
      "Antwort sehen Sie: relais accesses objections",
      "On {0} what entry {1} says was put before the privacy officer of {2}. You will see the "
      "answer: relais accesses objections"}},
  {Say::kToldDue, {
      "On vous le dira au plus tard le {0}.",
      "U hoort het ten laatste op {0}.",
      "Sie erfahren es spätestens am {0}.",
      "You will be told by {0}."}},
  {Say::kToldSent, {
      "On vous l'a envoyé le {1} ({0}).",
      "Het is u gestuurd op {1} ({0}).",
      "Es wurde Ihnen am {1} geschickt ({0}).",
      "Word of it was sent to you on {1} ({0})."}},
  {Say::kToldDelivered, {
      "Le message est arrivé le {1} ({0}).",
      "Het bericht kwam aan op {1} ({0}).",
      "Die Nachricht kam am {1} an ({0}).",
      "Word of it arrived on {1} ({0})."}},
  {Say::kToldInPerson, {
      "On vous l'a dit de vive voix.",
      "Het is u mondeling gezegd.",
      "Man hat es Ihnen mündlich gesagt.",
      "You were told face to face."}},
  {Say::kDidSetTelling, {
      "changé comment vous êtes prévenu",
      "gewijzigd hoe u op de hoogte blijft",
      "geändert, wie Sie informiert werden",
      "changed how you are told"}},
  {Say::kToSetTelling, {
      "de changer comment vous êtes prévenu",
      "te wijzigen hoe u op de hoogte blijft",
      "zu ändern, wie Sie informiert werden",
      "to change how you are told"}},
  {Say::kDidSeeTelling, {
      "regardé comment vous êtes prévenu",
      "bekeken hoe u op de hoogte blijft",
      "angesehen, wie Sie informiert werden",
      "looked at how you are told"}},
  {Say::kToSeeTelling, {
      "de regarder comment vous êtes prévenu",
      "te bekijken hoe u op de hoogte blijft",
      "anzusehen, wie Sie informiert werden",
      "to look at how you are told"}},
  {Say::kDidAskCall, {
      "demandé qu'on vous rappelle",
      "gevraagd dat men u terugbelt",
      "gebeten, zurückgerufen zu werden",
      "asked to be called back"}},
  {Say::kToAskCall, {
      "de demander qu'on vous rappelle",
      "te vragen dat men u terugbelt",
      "zu bitten, zurückgerufen zu werden",
      "to ask to be called back"}},
  {Say::kDidSeeCall, {
      "vu que vous demandez à être rappelé(e), et votre numéro",
      "gezien dat u vraagt om teruggebeld te worden, en uw nummer",
      "gesehen, dass Sie um einen Rückruf bitten, und Ihre Nummer",
      "seen that you ask to be called back, and your number"}},
  {Say::kToSeeCall, {
      "de voir si vous demandez à être rappelé(e)",
      "te zien of u vraagt om teruggebeld te worden",
      "zu sehen, ob Sie um einen Rückruf bitten",
      "to see whether you ask to be called back"}},
  {Say::kDidCall, {
      "noté qu'on vous rappelle",
      "genoteerd dat men u terugbelt",
      "vermerkt, dass man Sie zurückruft",
      "noted that you are being called back"}},
  {Say::kToCall, {
      "de noter qu'on vous rappelle",
      "te noteren dat men u terugbelt",
      "zu vermerken, dass man Sie zurückruft",
      "to note that you are being called back"}},
  {Say::kDidPauseTelling, {
      "arrêté les messages vers votre téléphone et vos boîtes",
      "de berichten naar uw telefoon en bussen gestopt",
      "die Nachrichten an Ihr Telefon und Ihre Postfächer gestoppt",
      "stopped the messages to your phone, mailbox and letterbox"}},
  {Say::kToPauseTelling, {
      "d'arrêter les messages vers votre téléphone et vos boîtes",
      "de berichten naar uw telefoon en bussen te stoppen",
      "die Nachrichten an Ihr Telefon und Ihre Postfächer zu stoppen",
      "to stop the messages to your phone, mailbox and letterbox"}},
  {Say::kDidMarkTold, {
      "noté qu'on vous a prévenu de vive voix",
      "genoteerd dat het u mondeling gezegd is",
      "vermerkt, dass man es Ihnen mündlich sagte",
      "noted that you were told face to face"}},
  {Say::kToMarkTold, {
      "de noter qu'on vous a prévenu de vive voix",
      "te noteren dat het u mondeling gezegd is",
      "zu vermerken, dass man es Ihnen mündlich sagte",
      "to note that you were told face to face"}},
  // Objections.
  {Say::kObjected, {
      "Cette personne ne peut plus ouvrir votre dossier jusqu'à la décision ({0}). Vous "
      "verrez la réponse : relais accesses objections",
      "Deze persoon kan uw dossier niet meer openen tot er beslist is ({0}). U ziet het "
      "antwoord: relais accesses objections",
      "Diese Person kann Ihr Dossier nicht mehr öffnen, bis entschieden ist ({0}). Die "
      "Antwort sehen Sie: relais accesses objections",
      "This person cannot open your file any more until it is decided ({0}). You will see "
      "the answer: relais accesses objections"}},
  {Say::kNoObjections, {
      "Vous n'avez fait aucune opposition.",
      "U hebt geen bezwaar gemaakt.",
      "Sie haben keinen Einspruch erhoben.",
      "You raised no objection."}},
  {Say::kObjectionSuspended, {
      "Arrêté par votre réponse au message. Confirmez (relais accesses object {0}) ou "
      "levez-le (relais accesses lift {1}).",
      "Gestopt door uw antwoord op het bericht. Bevestig het (relais accesses object {0}) of "
      "hef het op (relais accesses lift {1}).",
      "Durch Ihre Antwort auf die Nachricht gestoppt. Bestätigen Sie es (relais accesses "
      "object {0}) oder heben Sie es auf (relais accesses lift {1}).",
      "Stopped by your reply to the message. Confirm it (relais accesses object {0}) or lift "
      "it (relais accesses lift {1})."}},
  {Say::kObjectionOpen, {
      "{0} doit décider avant le {1} ; d'ici là, rien ne s'ouvre.",
      "{0} moet beslissen vóór {1}; tot dan gaat er niets open.",
      "{0} muss bis {1} entscheiden; bis dahin geht nichts auf.",
      "{0} must decide by {1}; until then nothing opens."}},
  {Say::kEmergencyOpen, {
      "Lecture d'urgence (ligne {0}) : {1} la vérifie d'ici au {2}.",
      "In nood gelezen (regel {0}): {1} gaat het na tegen {2}.",
      "Im Notfall gelesen (Zeile {0}): {1} prüft es bis {2}.",
      "Read for an emergency (entry {0}): {1} looks at it by {2}."}},
  {Say::kEmergencyUpheld, {
      "Vérifié le {0}, pas en ordre : {1}. Le dossier est fermé à cette personne.",
      "Nagegaan op {0}, niet in orde: {1}. Het dossier is gesloten voor deze persoon.",
      "Am {0} geprüft, nicht in Ordnung: {1}. Das Dossier ist für diese Person geschlossen.",
      "Looked at on {0}, not in order: {1}. The file is closed to this person."}},
  {Say::kEmergencyRejected, {
      "Vérifié le {0}, en ordre : {1}.",
      "Nagegaan op {0}, in orde: {1}.",
      "Am {0} geprüft, in Ordnung: {1}.",
      "Looked at on {0}, in order: {1}."}},
  {Say::kRelationOpen, {
      "Deux collègues ont dit travailler avec vous (ligne {0}) : {1} le vérifie d'ici au "
      "{2}.",
      "Twee collega's zeiden dat ze met u werken (regel {0}): {1} gaat het na tegen {2}.",
      "Zwei Kollegen sagten, dass sie mit Ihnen arbeiten (Zeile {0}): {1} prüft es bis {2}.",
      "Two colleagues said that they work with you (entry {0}): {1} looks at it by {2}."}},
  {Say::kObjectionUpheld, {
      "Décidé en votre faveur le {0} : {1}. Le dossier reste fermé à cette personne.",
      "In uw voordeel beslist op {0}: {1}. Het dossier blijft voor deze persoon gesloten.",
      "Am {0} zu Ihren Gunsten entschieden: {1}. Das Dossier bleibt für diese Person "
      "geschlossen.",
      "Decided for you on {0}: {1}. The file stays closed to this person."}},
  {Say::kObjectionRejected, {
      "Refusé le {0} : {1}. Cette personne peut lire à nouveau, dans la limite de votre "
      "accord.",
      "Afgewezen op {0}: {1}. Deze persoon kan weer lezen, zover uw toestemming reikt.",
      "Am {0} abgelehnt: {1}. Diese Person kann wieder lesen, soweit Ihre Zustimmung "
      "reicht.",
      "Rejected on {0}: {1}. This person can read again, as far as you agreed."}},
  {Say::kObjectionLifted, {
      "Vous l'avez levé le {0}.",
      "U hebt het opgeheven op {0}.",
      "Sie haben es am {0} aufgehoben.",
      "You lifted it on {0}."}},
  {Say::kLifted, {
      "C'est levé : cette personne peut lire à nouveau, dans la limite de votre accord.",
      "Het is opgeheven: deze persoon kan weer lezen, zover uw toestemming reikt.",
      "Es ist aufgehoben: Diese Person kann wieder lesen, soweit Ihre Zustimmung reicht.",
      "It is lifted: this person can read again, as far as you agreed."}},
  {Say::kObjectionWhich, {
      "Indiquez laquelle ou, à un guichet, la carte de la personne (--card)",
      "Zeg welke, of aan een loket de kaart van de persoon (--card)",
      "Geben Sie an, welcher, oder am Schalter die Karte der Person (--card)",
      "Say which one or, at a desk, the person's card (--card)"}},
  {Say::kConfirmedAtDesk, {
      "C'est confirmé : qui a été arrêté par un message de cette personne ne lit plus son dossier, et "
      "le délégué à la protection des données de son établissement en décide.",
      "Bevestigd: wie door een bericht van deze persoon is gestopt, leest het dossier niet meer, en de "
      "functionaris voor gegevensbescherming van diens huis beslist erover.",
      "Bestätigt: Wen eine Nachricht dieser Person gestoppt hat, der liest die Akte nicht mehr, und "
      "der Datenschutzbeauftragte seiner Einrichtung entscheidet darüber.",
      "Confirmed: whoever was stopped by a message of this person no longer reads the file, and the "
      "privacy officer of that house decides."}},
  {Say::kLiftedAtDesk, {
      "C'est levé : qui a été arrêté par un message de cette personne peut relire, dans la mesure de "
      "ce qu'elle a accepté. Vos propres collègues restent arrêtés : cela se lève ailleurs.",
      "Opgeheven: wie door een bericht van deze persoon is gestopt, kan weer lezen, zover deze "
      "instemde. Uw eigen collega's blijven gestopt: dat wordt elders opgeheven.",
      "Aufgehoben: Wen eine Nachricht dieser Person gestoppt hat, der kann wieder lesen, soweit sie "
      "zugestimmt hat. Ihre eigenen Kollegen bleiben gestoppt: Das wird anderswo aufgehoben.",
      "Lifted: whoever was stopped by a message of this person can read again, as far as they agreed. "
      "Your own colleagues stay stopped: that is lifted elsewhere."}},
  {Say::kAnswerPartOfTheWork, {
      "la lecture faisait partie du travail convenu",
      "het lezen hoorde bij het afgesproken werk",
      "das Lesen gehörte zur vereinbarten Arbeit",
      "the reading was part of the work agreed to"}},
  {Say::kAnswerNoNeed, {
      "il n'y avait pas de raison de lire",
      "er was geen reden om te lezen",
      "es gab keinen Grund zu lesen",
      "there was no need to read"}},
  {Say::kAnswerOtherPerson, {
      "quelqu'un d'autre a agi sous ce nom",
      "iemand anders handelde onder deze naam",
      "jemand anderes handelte unter diesem Namen",
      "somebody else acted under this name"}},
  {Say::kAnswerMistake, {
      "une erreur, sans intention",
      "een vergissing, zonder opzet",
      "ein Versehen, ohne Absicht",
      "a mistake, without intent"}},
  {Say::kAnswerAbuse, {
      "un abus ; il a des suites",
      "misbruik; er volgt gevolg",
      "ein Missbrauch; er hat Folgen",
      "abuse; it is followed up"}},
  {Say::kNoReviews, {
      "Il n'y a rien à décider.",
      "Er is niets te beslissen.",
      "Es ist nichts zu entscheiden.",
      "There is nothing to decide."}},
  {Say::kReviewObjection, {
      "opposition",
      "bezwaar",
      "Einspruch",
      "objection"}},
  {Say::kReviewEmergency, {
      "lecture d'urgence",
      "in nood gelezen",
      "Lesen im Notfall",
      "emergency reading"}},
  {Say::kReviewRefusals, {
      "au moins {0} refus, pour quelque dossier que ce soit",
      "minstens {0} keer geweigerd, voor welk dossier ook",
      "mindestens {0} Ablehnungen, welches Dossier auch immer",
      "refused at least {0} times, whatever the file"}},
  {Say::kReviewManyFiles, {
      "au moins {0} dossiers ouverts en un jour, chacun permis",
      "minstens {0} dossiers geopend in één dag, elk toegestaan",
      "mindestens {0} Dossiers an einem Tag geöffnet, jedes erlaubt",
      "opened at least {0} files within a day, each of them allowed"}},
  {Say::kReviewRelation, {
      "deux collègues disent travailler avec la personne",
      "twee collega's zeggen dat ze met de persoon werken",
      "zwei Kollegen sagen, dass sie mit der Person arbeiten",
      "two colleagues say that they work with the person"}},
  {Say::kRelationHolds, {
      "C'est montré. Ce à quoi la personne a dit oui est ouvert à votre équipe, jusqu'au "
      "{0}.",
      "Het is getoond. Waarmee de persoon instemde, staat open voor uw team, tot {0}.",
      "Es ist gezeigt. Wozu die Person Ja gesagt hat, ist für Ihr Team offen, bis {0}.",
      "It is shown. What the person agreed to is open to your team, until {0}."}},
  {Say::kRelationNoted, {
      "C'est noté. Un second collègue de votre équipe doit dire la même chose dans l'heure "
      "; la personne l'apprend, et le délégué à la protection des données le vérifie.",
      "Het is genoteerd. Een tweede collega van uw team moet binnen het uur hetzelfde "
      "zeggen; de persoon hoort het, en de functionaris voor gegevensbescherming gaat het "
      "na.",
      "Es ist notiert. Innerhalb einer Stunde muss ein zweites Mitglied Ihres Teams "
      "dasselbe sagen; die Person erfährt es, und die Datenschutzbeauftragte prüft es.",
      "It is noted. A second colleague of your team must say the same within the hour; the "
      "person hears of it, and the privacy officer looks at it."}},
  {Say::kRelationNot, {
      "Cela ne le montre pas. Avec la personne : sa carte et le mot choisi, ou un nouveau "
      "code sur son téléphone. Sinon, avec un collègue : relais relation colleague.",
      "Dat toont het niet. Met de persoon: de kaart en het gekozen woord, of een nieuwe "
      "code op de telefoon. Anders met een collega: relais relation colleague.",
      "Das zeigt es nicht. Mit der Person: ihre Karte und das gewählte Wort, oder ein "
      "neuer Code auf ihr Telefon. Sonst mit einem Kollegen: relais relation colleague.",
      "That does not show it. With the person: their card and the chosen word, or a new "
      "code to their phone. Otherwise with a colleague: relais relation colleague."}},
  {Say::kRelationCard, {
      "Le mot choisi va avec la carte : donnez le code de la carte, pas le numéro du "
      "dossier.",
      "Het gekozen woord hoort bij de kaart: geef de code van de kaart, niet het nummer "
      "van het dossier.",
      "Das gewählte Wort gehört zur Karte: Geben Sie den Code der Karte an, nicht die "
      "Nummer des Dossiers.",
      "The chosen word goes with the card: give the code of the card, not the id of the "
      "file."}},
  {Say::kAskRelationCode, {
      "Code que la personne vous dit : ",
      "Code die de persoon u zegt: ",
      "Code, den die Person Ihnen nennt: ",
      "Code that the person tells you: "}},
  {Say::kReviewUntil, {
      "à décider avant le {0}",
      "te beslissen vóór {0}",
      "zu entscheiden bis {0}",
      "to decide by {0}"}},
  {Say::kRestricted, {
      "réservé",
      "beperkt",
      "eingeschränkt",
      "restricted"}},
  {Say::kDecideHow, {
      "Dites --upheld (en faveur de la personne) ou --rejected.",
      "Zeg --upheld (in het voordeel van de persoon) of --rejected.",
      "Sagen Sie --upheld (zugunsten der Person) oder --rejected.",
      "Say --upheld (for the person) or --rejected."}},
  {Say::kDecided, {
      "C'est décidé ; la personne voit la réponse.",
      "Het is beslist; de persoon ziet het antwoord.",
      "Es ist entschieden; die Person sieht die Antwort.",
      "It is decided; the person sees the answer."}},
  {Say::kDidObject, {
      "fait opposition à une lecture",
      "bezwaar gemaakt tegen een lezing",
      "Einspruch gegen ein Lesen erhoben",
      "objected to a reading"}},
  {Say::kToObject, {
      "de faire opposition à une lecture",
      "bezwaar te maken tegen een lezing",
      "Einspruch gegen ein Lesen zu erheben",
      "to object to a reading"}},
  {Say::kDidLift, {
      "levé une opposition",
      "een bezwaar opgeheven",
      "einen Einspruch aufgehoben",
      "lifted an objection"}},
  {Say::kToLift, {
      "de lever une opposition",
      "een bezwaar op te heffen",
      "einen Einspruch aufzuheben",
      "to lift an objection"}},
  {Say::kDidDecide, {
      "décidé si une lecture de votre dossier était justifiée",
      "beslist of een lezing van uw dossier in orde was",
      "entschieden, ob ein Lesen Ihres Dossiers in Ordnung war",
      "decided whether a reading of your file was in order"}},
  {Say::kToDecide, {
      "de décider si une lecture de votre dossier était justifiée",
      "te beslissen of een lezing van uw dossier in orde was",
      "zu entscheiden, ob ein Lesen Ihres Dossiers in Ordnung war",
      "to decide whether a reading of your file was in order"}},
  {Say::kDidStop, {
      "fermé le dossier à ceux qui l'avaient lu, à cause d'une réponse à un message",
      "het dossier gesloten voor wie het gelezen had, door een antwoord op een bericht",
      "das Dossier für die geschlossen, die es gelesen hatten, wegen einer Antwort auf "
      "eine Nachricht",
      "closed the file to those who had read it, because of a reply to a message"}},
  {Say::kToStop, {
      "de fermer le dossier à cause d'une réponse à un message",
      "het dossier te sluiten door een antwoord op een bericht",
      "das Dossier wegen einer Antwort auf eine Nachricht zu schließen",
      "to close the file because of a reply to a message"}},
  // Enrolling a device.
  {Say::kEnrolExists, {
      "{0} existe déjà et n'est jamais remplacé : prenez un autre dossier, ou écartez-le "
      "d'abord.",
      "{0} bestaat al en wordt nooit vervangen: neem een andere map, of zet het eerst opzij.",
      "{0} gibt es schon und wird nie ersetzt: Nehmen Sie einen anderen Ordner oder legen Sie "
      "es erst beiseite.",
      "{0} exists already and is never replaced: take another folder, or put it aside first."}},
  {Say::kEnrolName, {
      "Donnez un nom à l'appareil, 1 à 64 signes : --name \"Service social, poste 3\".",
      "Geef het toestel een naam, 1 tot 64 tekens: --name \"Sociale dienst, post 3\".",
      "Geben Sie dem Gerät einen Namen, 1 bis 64 Zeichen: --name \"Sozialdienst, Platz 3\".",
      "Give the device a name, 1 to 64 characters: --name \"Social service, desk 3\"."}},
  {Say::kEnrolOpenssl, {
      "La clé n'a pas pu être faite (OpenSSL). Recommencez ; sinon prévenez l'opérateur.",
      "De sleutel kon niet worden gemaakt (OpenSSL). Probeer opnieuw; verwittig anders de "
      "beheerder.",
      "Der Schlüssel konnte nicht erzeugt werden (OpenSSL). Wiederholen Sie; sonst melden Sie "
      "es dem Betreiber.",
      "The key could not be made (OpenSSL). Repeat; otherwise tell the operator."}},
  {Say::kEnrolNext, {
      "Clé faite ; elle ne quitte pas cet appareil. Donnez {0} à l'administrateur "
      "(relais-admin device sign device.csr), puis : relais enrol {1} --certificate FICHIER "
      "--ca FICHIER --server HÔTE:PORT",
      "Sleutel gemaakt; hij verlaat dit toestel niet. Geef {0} aan de beheerder (relais-admin "
      "device sign device.csr), en dan: relais enrol {1} --certificate BESTAND --ca BESTAND "
      "--server HOST:POORT",
      "Schlüssel erzeugt; er verlässt dieses Gerät nicht. Geben Sie {0} dem Verwalter "
      "(relais-admin device sign device.csr), dann: relais enrol {1} --certificate DATEI --ca "
      "DATEI --server HOST:PORT",
      "Key made; it does not leave this device. Give {0} to the administrator (relais-admin "
      "device sign device.csr), then: relais enrol {1} --certificate FILE --ca FILE --server "
      "HOST:PORT"}},
  {Say::kEnrolNeeds, {
      "Pour écrire le profil il faut --certificate, --ca et --server.",
      "Om het profiel te schrijven zijn --certificate, --ca en --server nodig.",
      "Für das Profil braucht es --certificate, --ca und --server.",
      "To write the profile give --certificate, --ca and --server."}},
  {Say::kEnrolUnreadable, {
      "{0}, {1} ou la clé de l'appareil n'est pas un fichier PEM lisible. Redemandez-les à "
      "l'administrateur.",
      "{0}, {1} of de sleutel van het toestel is geen leesbaar PEM-bestand. Vraag ze opnieuw "
      "aan de beheerder.",
      "{0}, {1} oder der Geräteschlüssel ist keine lesbare PEM-Datei. Fragen Sie den Verwalter "
      "danach.",
      "{0}, {1} or the device's key is no readable PEM file. Ask the administrator for them "
      "again."}},
  {Say::kEnrolOtherKey, {
      "Le certificat {0} appartient à une autre clé. Faites signer le device.csr de ce dossier.",
      "Het certificaat {0} hoort bij een andere sleutel. Laat de device.csr van deze map "
      "ondertekenen.",
      "Das Zertifikat {0} gehört zu einem anderen Schlüssel. Lassen Sie device.csr aus diesem "
      "Ordner unterschreiben.",
      "The certificate {0} belongs to another key. Have this folder's device.csr signed."}},
  {Say::kEnrolOtherCa, {
      "Le certificat {0} n'est pas signé par {1}. Demandez le bon à l'administrateur.",
      "Het certificaat {0} is niet ondertekend door {1}. Vraag het juiste aan de beheerder.",
      "Das Zertifikat {0} ist nicht von {1} unterschrieben. Fragen Sie den Verwalter nach dem "
      "richtigen.",
      "The certificate {0} is not signed by {1}. Ask the administrator for the right one."}},
  {Say::kEnrolNotNow, {
      "Le certificat {0} n'est pas valable maintenant. Vérifiez l'heure de l'appareil ou "
      "demandez-en un nouveau.",
      "Het certificaat {0} is nu niet geldig. Controleer de klok van het toestel of vraag een "
      "nieuw.",
      "Das Zertifikat {0} ist jetzt nicht gültig. Prüfen Sie die Uhr des Geräts oder verlangen "
      "Sie ein neues.",
      "The certificate {0} is not valid now. Check the device's clock or ask for a new one."}},
  {Say::kEnrolDone, {
      "Profil écrit : {0}. Mettez-y purpose et reason si vous êtes professionnel, et où vous vous "
      "connectez (issuer, client_id, audience) ; puis : relais --as {0} login",
      "Profiel geschreven: {0}. Zet er purpose en reason in als u professional bent, en waar u "
      "zich aanmeldt (issuer, client_id, audience); en dan: relais --as {0} login",
      "Profil geschrieben: {0}. Tragen Sie als Fachkraft purpose und reason ein, und wo Sie sich "
      "anmelden (issuer, client_id, audience); dann: relais --as {0} login",
      "Profile written: {0}. Add purpose and reason if you are a professional, and where you sign "
      "in (issuer, client_id, audience); then: relais --as {0} login"}},
  // Signing in.
  {Say::kLoginNeeds, {
      "{0} ne dit pas où se connecter : ajoutez issuer, client_id et audience ; l'opérateur les "
      "connaît.",
      "{0} zegt niet waar u zich aanmeldt: voeg issuer, client_id en audience toe; de beheerder "
      "kent ze.",
      "{0} sagt nicht, wo Sie sich anmelden: Ergänzen Sie issuer, client_id und audience; der "
      "Betreiber kennt sie.",
      "{0} does not say where to sign in: add issuer, client_id and audience; the operator knows "
      "them."}},
  {Say::kLoginOpen, {
      "Ouvrez cette page pour vous connecter (vous avez cinq minutes) :",
      "Open deze pagina om u aan te melden (u hebt vijf minuten):",
      "Öffnen Sie diese Seite, um sich anzumelden (Sie haben fünf Minuten):",
      "Open this page to sign in (you have five minutes):"}},
  {Say::kLoginPage, {
      "Vous êtes connecté. Vous pouvez fermer cette page.",
      "U bent aangemeld. U mag deze pagina sluiten.",
      "Sie sind angemeldet. Sie können diese Seite schließen.",
      "You are signed in. You can close this page."}},
  {Say::kLoginPageFailed, {
      "Vous n'êtes pas connecté. Fermez cette page et recommencez.",
      "U bent niet aangemeld. Sluit deze pagina en probeer opnieuw.",
      "Sie sind nicht angemeldet. Schließen Sie diese Seite und versuchen Sie es noch einmal.",
      "You are not signed in. Close this page and try again."}},
  {Say::kLoginDone, {
      "Vous êtes connecté, pour {0} minutes. Avant de quitter un poste partagé : relais logout",
      "U bent aangemeld, voor {0} minuten. Voor u een gedeelde computer verlaat: relais logout",
      "Sie sind angemeldet, für {0} Minuten. Bevor Sie einen geteilten Platz verlassen: relais "
      "logout",
      "You are signed in, for {0} minutes. Before you leave a shared computer: relais logout"}},
  {Say::kLoginProvider, {
      "Le service de connexion {0} ne peut pas être utilisé : {1}. Réessayez ; sinon prévenez "
      "l'opérateur.",
      "De aanmelddienst {0} kan niet worden gebruikt: {1}. Probeer opnieuw; verwittig anders de "
      "beheerder.",
      "Der Anmeldedienst {0} kann nicht benutzt werden: {1}. Versuchen Sie es noch einmal; sonst "
      "melden Sie es dem Betreiber.",
      "The sign-in service {0} cannot be used: {1}. Try again; otherwise tell the operator."}},
  {Say::kLoginRefused, {
      "Le service de connexion a refusé ({0}). Recommencez : relais login",
      "De aanmelddienst weigerde ({0}). Probeer opnieuw: relais login",
      "Der Anmeldedienst hat abgelehnt ({0}). Versuchen Sie es noch einmal: relais login",
      "The sign-in service refused ({0}). Try again: relais login"}},
  {Say::kLoginTimeout, {
      "Personne ne s'est connecté en cinq minutes. Recommencez : relais login",
      "Niemand heeft zich binnen vijf minuten aangemeld. Probeer opnieuw: relais login",
      "Niemand hat sich in fünf Minuten angemeldet. Versuchen Sie es noch einmal: relais login",
      "Nobody signed in within five minutes. Try again: relais login"}},
  {Say::kLoginNotOurs, {
      "La réponse n'est pas pour cette connexion ({0}). Recommencez ; si cela se répète, prévenez "
      "l'opérateur.",
      "Het antwoord hoort niet bij deze aanmelding ({0}). Probeer opnieuw; gebeurt het nog eens, "
      "verwittig dan de beheerder.",
      "Die Antwort gehört nicht zu dieser Anmeldung ({0}). Versuchen Sie es noch einmal; geschieht "
      "es wieder, melden Sie es dem Betreiber.",
      "The answer is not for this sign-in ({0}). Try again; if it happens again, tell the "
      "operator."}},
  {Say::kLogoutDone, {
      "Vous n'êtes plus connecté ici. Fermez aussi la session dans le navigateur.",
      "U bent hier niet meer aangemeld. Sluit ook de sessie in de browser.",
      "Sie sind hier nicht mehr angemeldet. Beenden Sie auch die Sitzung im Browser.",
      "You are no longer signed in here. End the session in the browser too."}},
  {Say::kLoginCodeSent, {
      "Si ce téléphone reçoit des codes, un SMS est en route. Il vaut dix minutes.",
      "Als deze telefoon codes ontvangt, is er een sms onderweg. Ze geldt tien minuten.",
      "Wenn dieses Telefon Codes empfängt, ist eine SMS unterwegs. Sie gilt zehn Minuten.",
      "If this phone receives codes, an SMS is on its way. It is good for ten minutes."}},
  {Say::kAskCode, {
      "Code du SMS : ",
      "Code van de sms: ",
      "Code der SMS: ",
      "Code of the SMS: "}},
  {Say::kLoginMissed, {
      "Cela n'a pas marché : le code ou le mot ne va pas, ou le code est trop vieux. Demandez-en un nouveau : relais login --card ... ; le guichet et la ligne d'aide peuvent aider.",
      "Dat lukte niet: de code of het woord klopt niet, of de code is te oud. Vraag een nieuwe: relais login --card ...; de balie en de hulplijn kunnen helpen.",
      "Das hat nicht geklappt: Der Code oder das Wort stimmt nicht, oder der Code ist zu alt. Fordern Sie einen neuen an: relais login --card ...; der Schalter und die Hilfslinie können helfen.",
      "That did not work: the code or the word is wrong, or the code is too old. Ask for a new one: relais login --card ...; the desk and the help line can help."}},
  {Say::kLoginPhoneOnly, {
      "Sans le mot choisi, vous voyez seulement s'il y a du nouveau.",
      "Zonder het gekozen woord ziet u alleen of er iets nieuws is.",
      "Ohne das gewählte Wort sehen Sie nur, ob es etwas Neues gibt.",
      "Without the chosen word you see only whether there is something new."}},
  {Say::kNewsSome, {
      "Il y a du nouveau. Pour le voir : connectez-vous avec le mot choisi, ou appelez le {0}.",
      "Er is iets nieuws. Om het te zien: meld u aan met het gekozen woord, of bel {0}.",
      "Es gibt etwas Neues. Um es zu sehen: Melden Sie sich mit dem gewählten Wort an, oder rufen Sie {0} an.",
      "There is something new. To see it: sign in with the chosen word, or call {0}."}},
  {Say::kNewsNone, {
      "Rien de nouveau. Une question ? Appelez le {0}.",
      "Niets nieuws. Een vraag? Bel {0}.",
      "Nichts Neues. Eine Frage? Rufen Sie {0} an.",
      "Nothing new. A question? Call {0}."}},
  {Say::kCallHow, {
      "Pour être rappelé(e) sur ce téléphone : relais call-me",
      "Om op deze telefoon teruggebeld te worden: relais call-me",
      "Um auf diesem Telefon zurückgerufen zu werden: relais call-me",
      "To be called on this phone: relais call-me"}},
  {Say::kCallAsked, {
      "C'est demandé : dans les sept jours, la ligne d'aide vous appelle sur votre téléphone. Elle vous demandera votre carte et votre mot choisi ; elle ne lit rien.",
      "Gevraagd: binnen zeven dagen belt de hulplijn u op uw telefoon. Ze vraagt uw kaart en uw gekozen woord; ze leest niets.",
      "Angefragt: innerhalb von sieben Tagen ruft die Hilfslinie Sie auf Ihrem Telefon an. Sie fragt nach Ihrer Karte und Ihrem gewählten Wort; sie liest nichts.",
      "Asked: within seven days the help line calls your phone. It will ask for your card and your chosen word; it reads nothing."}},
  {Say::kCallNoLonger, {
      "Noté : vous ne serez pas rappelé(e).",
      "Genoteerd: u wordt niet teruggebeld.",
      "Vermerkt: Sie werden nicht zurückgerufen.",
      "Noted: you will not be called."}},
  {Say::kCallLine, {
      "{0} ({1}), attend depuis le {2}",
      "{0} ({1}), wacht sinds {2}",
      "{0} ({1}), wartet seit {2}",
      "{0} ({1}), waits since {2}"}},
  {Say::kCallsHow, {
      "Ne dites pas au téléphone de quoi il s'agit avant d'avoir la carte et le mot choisi : une autre personne peut répondre. Quand vous appelez : relais calls taken dos_...",
      "Zeg aan de telefoon niet waarover het gaat voor u de kaart en het gekozen woord hebt: iemand anders kan opnemen. Als u belt: relais calls taken dos_...",
      "Sagen Sie am Telefon nicht, worum es geht, bevor Sie die Karte und das gewählte Wort haben: jemand anderes kann abnehmen. Wenn Sie anrufen: relais calls taken dos_...",
      "Do not say on the phone what it is about before you have the card and the chosen word: somebody else may answer. When you call: relais calls taken dos_..."}},
  {Say::kCallsNone, {
      "Personne n'attend d'appel.",
      "Niemand wacht op een oproep.",
      "Niemand wartet auf einen Anruf.",
      "Nobody waits for a call."}},
  {Say::kCallTaken, {
      "Noté : cette personne n'attend plus.",
      "Genoteerd: deze persoon wacht niet meer.",
      "Vermerkt: diese Person wartet nicht mehr.",
      "Noted: this person waits no more."}},
  {Say::kSessionLine, {
      "{0}  depuis le {1}, jusqu'au {2} : {3}",
      "{0}  sinds {1}, tot {2}: {3}",
      "{0}  seit {1}, bis {2}: {3}",
      "{0}  since {1}, until {2}: {3}"}},
  {Say::kSessionByPhone, {
      "code au téléphone",
      "code op de telefoon",
      "Code am Telefon",
      "code to the phone"}},
  {Say::kSessionByWord, {
      "code et mot choisi",
      "code en gekozen woord",
      "Code und gewähltes Wort",
      "code and chosen word"}},
  {Say::kSessionByPasskey, {
      "clé d'accès « {0} »",
      "toegangssleutel “{0}”",
      "Passkey „{0}“",
      "passkey “{0}”"}},
  {Say::kSessionCurrent, {
      "(celle-ci)",
      "(deze)",
      "(diese)",
      "(this one)"}},
  {Say::kSessionsNone, {
      "Aucune session : vous êtes connecté autrement.",
      "Geen sessies: u bent anders aangemeld.",
      "Keine Sitzungen: Sie sind anders angemeldet.",
      "No sessions: you are signed in otherwise."}},
  {Say::kPasskeyLine, {
      "Clé d'accès « {0} », depuis le {1}",
      "Toegangssleutel “{0}”, sinds {1}",
      "Passkey „{0}“, seit {1}",
      "Passkey “{0}”, since {1}"}},
  {Say::kSessionEnded, {
      "C'est terminé : plus rien ne se lit par là.",
      "Beëindigd: langs daar wordt niets meer gelezen.",
      "Beendet: Darüber wird nichts mehr gelesen.",
      "Ended: nothing is read that way any more."}},
  {Say::kInvitationMade, {
      "À scanner avec le téléphone de la personne invitée ; bon une fois, jusqu'au {0}.",
      "Te scannen met de telefoon van wie uitgenodigd is; één keer geldig, tot {0}.",
      "Mit dem Telefon der eingeladenen Person zu scannen; einmal gültig, bis {0}.",
      "To be scanned with the phone of whoever is invited; good once, until {0}."}},
  {Say::kDidSignIn, {
      "ouvert une session",
      "aangemeld",
      "eine Sitzung begonnen",
      "signed in"}},
  {Say::kToSignIn, {
      "d'ouvrir une session",
      "zich aan te melden",
      "eine Sitzung zu beginnen",
      "to sign in"}},
  {Say::kDidSeeSessions, {
      "regardé les sessions",
      "de sessies bekeken",
      "die Sitzungen angesehen",
      "looked at the sessions"}},
  {Say::kToSeeSessions, {
      "de regarder les sessions",
      "de sessies te bekijken",
      "die Sitzungen anzusehen",
      "to look at the sessions"}},
  {Say::kDidEndSession, {
      "fermé une session ou retiré une clé d'accès",
      "een sessie beëindigd of een toegangssleutel verwijderd",
      "eine Sitzung beendet oder einen Passkey entfernt",
      "ended a session or removed a passkey"}},
  {Say::kToEndSession, {
      "de fermer une session ou de retirer une clé d'accès",
      "een sessie te beëindigen of een toegangssleutel te verwijderen",
      "eine Sitzung zu beenden oder einen Passkey zu entfernen",
      "to end a session or remove a passkey"}},
  {Say::kDidInvite, {
      "invité à ajouter une clé d'accès, avec le mot choisi",
      "uitgenodigd om een toegangssleutel toe te voegen, met het gekozen woord",
      "eingeladen, einen Passkey hinzuzufügen, mit dem gewählten Wort",
      "invited to add a passkey, with the chosen word"}},
  {Say::kToInvite, {
      "d'inviter à ajouter une clé d'accès",
      "uit te nodigen om een toegangssleutel toe te voegen",
      "einzuladen, einen Passkey hinzuzufügen",
      "to invite to add a passkey"}},
  {Say::kServesUntil, {
      "jusqu'au {0}",
      "tot en met {0}",
      "bis {0}",
      "until {0}"}},
  {Say::kTellDesk, {
      "Une personne de confiance nommée auparavant reste, et peut être avertie à sa place : --safe-by none l'enlève. Aucun code ne part vers un numéro donné au guichet.",
      "Een eerder genoemd veilig contact blijft, en kan in de plaats verwittigd worden: --safe-by none haalt het weg. Naar een nummer dat aan een loket is gegeven, vertrekt geen code.",
      "Ein früher genannter sicherer Kontakt bleibt und kann statt der Person benachrichtigt werden: --safe-by none nimmt ihn heraus. An eine am Schalter genannte Nummer geht kein Code.",
      "A safe contact that was named before stays, and may be told instead: --safe-by none takes it out. No code goes to a number that was given at a desk."}},
  {Say::kAtYourRequest, {
      "À votre demande.",
      "Op uw vraag.",
      "Auf Ihren Wunsch.",
      "At your request."}},
  {Say::kSaidAtYourRequest, {
      "En disant que vous le demandiez.",
      "Met de bewering dat u erom vroeg.",
      "Mit der Angabe, Sie hätten darum gebeten.",
      "Saying that you asked for it."}},
  {Say::kRevokedAtDesk, {
      "C'est repris : ce qui y était convenu n'ouvre plus rien.",
      "Ingetrokken: wat daar was afgesproken, opent niets meer.",
      "Zurückgenommen: Was dort vereinbart war, öffnet nichts mehr.",
      "Taken back: what was agreed to there opens nothing any more."}},
  {Say::kYourTrusted, {
      "{0}, à qui vous faites confiance",
      "{0}, die u vertrouwt",
      "{0}, Person Ihres Vertrauens",
      "{0}, whom you trust"}},
  {Say::kInviteTrusted, {
      "Pour que cette personne puisse se connecter : relais invite DOSSIER --trusted {0}",
      "Zodat deze persoon zich kan aanmelden: relais invite DOSSIER --trusted {0}",
      "Damit sich diese Person anmelden kann: relais invite DOSSIER --trusted {0}",
      "So that they can sign in: relais invite DOSSIER --trusted {0}"}},
  {Say::kYourRepresentative, {
      "{0}, qui dit oui à votre place si vous ne pouvez pas répondre",
      "{0}, die in uw plaats ja zegt als u niet kunt antwoorden",
      "{0}, Person, die an Ihrer Stelle Ja sagt, wenn Sie nicht antworten können",
      "{0}, who says yes in your place if you cannot answer"}},
  {Say::kGivenByRepresentative, {
      "signé par la clé de qui vous représente, car vous ne pouviez pas répondre",
      "ondertekend met de sleutel van wie u vertegenwoordigt, omdat u niet kon antwoorden",
      "unterschrieben mit dem Schlüssel der Person, die Sie vertritt, weil Sie nicht antworten konnten",
      "signed by the passkey of whoever represents you, because you could not answer"}},
  {Say::kProposedRepresented, {
      "Proposé : {0}. Jusqu'au {1}, qui représente la personne peut dire oui, par sa propre clé.",
      "Voorgesteld: {0}. Tot {1} kan wie de persoon vertegenwoordigt ja zeggen, met de eigen sleutel.",
      "Vorgeschlagen: {0}. Bis {1} kann, wer die Person vertritt, mit dem eigenen Schlüssel Ja sagen.",
      "Proposed: {0}. Until {1} whoever represents the person can say yes, by their own passkey."}},
  {Say::kMandateOpen, {
      "Deux professionnels ont dit que quelqu'un peut dire oui à votre place (ligne {0}) : {1} le vérifie d'ici au {2}.",
      "Twee professionals zeiden dat iemand in uw plaats ja mag zeggen (regel {0}): {1} gaat het na tegen {2}.",
      "Zwei Fachpersonen sagten, dass jemand an Ihrer Stelle Ja sagen darf (Zeile {0}): {1} prüft es bis {2}.",
      "Two professionals said that somebody may say yes in your place (entry {0}): {1} looks at it by {2}."}},
  {Say::kReviewMandate, {
      "deux professionnels disent que quelqu'un peut dire oui à la place de la personne",
      "twee professionals zeggen dat iemand in de plaats van de persoon ja mag zeggen",
      "zwei Fachpersonen sagen, dass jemand an der Stelle der Person Ja sagen darf",
      "two professionals say that somebody may say yes in the person's place"}},
  {Say::kDidInviteMandated, {
      "invité qui peut dire oui à votre place à ajouter une clé d'accès",
      "wie in uw plaats ja mag zeggen uitgenodigd om een toegangssleutel toe te voegen",
      "die Person, die an Ihrer Stelle Ja sagen darf, eingeladen, einen Passkey hinzuzufügen",
      "invited whoever may say yes in your place to add a passkey"}},
  {Say::kReviewOutsideHours, {
      "au moins {0} dossiers ouverts en un jour en dehors des heures du service, chacun permis",
      "minstens {0} dossiers geopend in één dag buiten de uren van de dienst, elk toegestaan",
      "mindestens {0} Dossiers an einem Tag außerhalb der Zeiten des Dienstes geöffnet, jedes erlaubt",
      "opened at least {0} files within a day outside the hours of the unit, each of them allowed"}},
  {Say::kShortWeekdays, {
      "lu ma me je ve sa di",
      "ma di wo do vr za zo",
      "Mo Di Mi Do Fr Sa So",
      "Mon Tue Wed Thu Fri Sat Sun"}},
  {Say::kDutyLine, {
      "en dehors : {0}",
      "daarbuiten: {0}",
      "sonst: {0}",
      "otherwise: {0}"}},
  {Say::kOrderLine, {
      "{0}, {1}. Demandé : {2}.",
      "{0}, {1}. Gevraagd: {2}.",
      "{0}, {1}. Verlangt: {2}.",
      "{0}, {1}. Asked for: {2}."}},
  {Say::kOrderEntered, {
      "noté par {0} le {1} ; avis demandé à {2} : {3}",
      "genoteerd door {0} op {1}; advies gevraagd aan {2}: {3}",
      "vermerkt von {0} am {1}; Rat von {2}: {3}",
      "noted by {0} on {1}; advice asked of {2}: {3}"}},
  {Say::kAdviceComply, {
      "s'y conformer",
      "opvolgen",
      "befolgen",
      "to comply"}},
  {Say::kAdvicePart, {
      "s'y conformer en partie",
      "deels opvolgen",
      "zum Teil befolgen",
      "to comply in part"}},
  {Say::kAdviceContest, {
      "le contester",
      "betwisten",
      "anfechten",
      "to contest it"}},
  {Say::kOrderHandedOver, {
      "Remis le {1} : {0}.",
      "Overhandigd op {1}: {0}.",
      "Herausgegeben am {1}: {0}.",
      "Handed over on {1}: {0}."}},
  {Say::kOrderRefused, {
      "Rien n'a été remis ({0}).",
      "Er is niets overhandigd ({0}).",
      "Nichts wurde herausgegeben ({0}).",
      "Nothing was handed over ({0})."}},
  {Say::kOrderWithdrawn, {
      "Retiré ou annulé le {0}.",
      "Ingetrokken of vernietigd op {0}.",
      "Zurückgenommen oder aufgehoben am {0}.",
      "Taken back or annulled on {0}."}},
  {Say::kOrderIsOpen, {
      "En cours.",
      "Lopend.",
      "Offen.",
      "Open."}},
  {Say::kOrderSilent, {
      "La personne n'en sait rien avant {0}.",
      "De persoon weet er niets van vóór {0}.",
      "Die Person erfährt davon nicht vor {0}.",
      "The person is not told before {0}."}},
  {Say::kOrderNotToldYet, {
      "La personne va l'apprendre.",
      "De persoon wordt ingelicht.",
      "Die Person erfährt es gleich.",
      "The person is being told."}},
  {Say::kOrderIsIn, {
      "Au registre : {0}. La personne en est informée. Rien n'est ouvert : ce qu'aucun professionnel ne peut lire n'est pas remis.",
      "In het register: {0}. De persoon wordt ingelicht. Er gaat niets open: wat geen professional mag lezen, wordt niet overhandigd.",
      "Im Register: {0}. Die Person wird informiert. Nichts wird geöffnet: Was keine Fachperson lesen darf, wird nicht herausgegeben.",
      "In the register: {0}. The person is told of it. It opens nothing: what no professional may read is not handed over."}},
  {Say::kOrderIsInSilently, {
      "Au registre : {0}. La personne l'apprend à la fin du silence. Rien n'est ouvert : ce qu'aucun professionnel ne peut lire n'est pas remis.",
      "In het register: {0}. De persoon verneemt het als het zwijgen voorbij is. Er gaat niets open: wat geen professional mag lezen, wordt niet overhandigd.",
      "Im Register: {0}. Die Person erfährt es, wenn das Schweigen endet. Nichts wird geöffnet: Was keine Fachperson lesen darf, wird nicht herausgegeben.",
      "In the register: {0}. The person is told when the silence is over. It opens nothing: what no professional may read is not handed over."}},
  {Say::kOrderClosed, {
      "C'est noté.",
      "Genoteerd.",
      "Vermerkt.",
      "Noted."}},
  {Say::kOrdersNone, {
      "Aucun ordre d'une autorité.",
      "Geen bevel van een overheid.",
      "Keine Anordnung einer Behörde.",
      "No order of an authority."}},
  {Say::kDidTellOrder, {
      "noté qu'une autorité demande des données de votre dossier (relais accesses orders)",
      "genoteerd dat een overheid gegevens uit uw dossier vraagt (relais accesses orders)",
      "vermerkt, dass eine Behörde Daten aus Ihrem Dossier verlangt (relais accesses orders)",
      "noted that an authority asks for something out of your file (relais accesses orders)"}},
  {Say::kToTellOrder, {
      "de noter qu'une autorité demande des données de votre dossier",
      "te noteren dat een overheid gegevens uit uw dossier vraagt",
      "zu vermerken, dass eine Behörde Daten aus Ihrem Dossier verlangt",
      "to note that an authority asks for something out of your file"}},
  {Say::kExitPlanned, {
      "Le départ est prévu : {0}.",
      "Het vertrek is gepland: {0}.",
      "Der Weggang ist geplant: {0}.",
      "The leaving is planned: {0}."}},
  {Say::kExitProposed, {
      "Proposé : {0}.",
      "Voorgesteld: {0}.",
      "Vorgeschlagen: {0}.",
      "Proposed: {0}."}},
  {Say::kExitAnsweredYes, {
      "Noté : oui pour {0}.",
      "Genoteerd: ja voor {0}.",
      "Vermerkt: ja zu {0}.",
      "Noted: yes to {0}."}},
  {Say::kExitAnsweredNo, {
      "Noté : non pour {0}. Proposez un autre jour : relais exit propose.",
      "Genoteerd: neen voor {0}. Stel een andere dag voor: relais exit propose.",
      "Vermerkt: nein zu {0}. Schlagen Sie einen anderen Tag vor: relais exit propose.",
      "Noted: no to {0}. Propose another day: relais exit propose."}},
  {Say::kExitIsLeft, {
      "Noté : la personne est partie le {0}.",
      "Genoteerd: de persoon is vertrokken op {0}.",
      "Vermerkt: die Person ist am {0} gegangen.",
      "Noted: the person left on {0}."}},
  {Say::kExitIsBack, {
      "Noté : la personne est de nouveau chez vous. Son départ se prépare à nouveau, et ce que des services avaient repris est en pause. Pour leur demander de continuer : relais handover again.",
      "Genoteerd: de persoon is weer bij u. Het vertrek wordt opnieuw voorbereid, en wat diensten hadden overgenomen is gepauzeerd. Om te vragen dat ze verdergaan: relais handover again.",
      "Vermerkt: die Person ist wieder bei Ihnen. Ihr Weggang wird neu vorbereitet, und was Dienste übernommen hatten, ruht. Um sie zu bitten, weiterzumachen: relais handover again.",
      "Noted: the person is with you again. Their leaving is prepared anew, and what services had taken over is on hold. To ask them to go on: relais handover again."}},
  {Say::kExitBackSince, {
      "de retour dans la maison depuis le {0} ; pour le jour compte ce qui a été dit depuis",
      "terug in het huis sinds {0}; voor de dag telt wat sindsdien gezegd werd",
      "wieder im Haus seit {0}; für den Tag zählt, was seither gesagt wurde",
      "back in the house since {0}; of the day, what was said since counts"}},
  {Say::kExitNobodyLeft, {
      "Selon ce dossier, la personne n'est pas partie de chez vous. Prévoyez plutôt un départ : relais exit plan.",
      "Volgens dit dossier is de persoon niet bij u vertrokken. Plan liever een vertrek: relais exit plan.",
      "Nach dieser Akte ist die Person nicht bei Ihnen weggegangen. Planen Sie stattdessen einen Weggang: relais exit plan.",
      "By this file the person has not left your house. Plan a leaving instead: relais exit plan."}},
  {Say::kExitDecided, {
      "Noté, au nom de : {0}, pour le {1} : la personne part quand même. Un autre jour, ce serait à décider de nouveau.",
      "Genoteerd, op naam van {0}, voor {1}: de persoon vertrekt toch. Op een andere dag moet opnieuw beslist worden.",
      "Vermerkt, unter dem Namen {0}, für {1}: die Person geht trotzdem. An einem anderen Tag ist neu zu entscheiden.",
      "Noted, under the name of {0}, for {1}: the person leaves anyway. On another day it is to be decided anew."}},
  {Say::kExitAskReferent, {
      "{0} tient le fil : demandez-lui d'abord, un quart d'heure au plus. Personne n'a besoin de son accord. Puis : --referent agrees, disagrees ou not-reached",
      "{0} houdt de draad vast: vraag het eerst, hoogstens een kwartier lang. Niemand heeft dat akkoord nodig. Daarna: --referent agrees, disagrees of not-reached",
      "{0} hält den Faden: fragen Sie zuerst dort, höchstens eine Viertelstunde lang. Niemand braucht diese Zustimmung. Dann: --referent agrees, disagrees oder not-reached",
      "{0} holds the thread: ask them first, for a quarter of an hour at most. Nobody needs their yes. Then: --referent agrees, disagrees or not-reached"}},
  {Say::kExitDecidedAlready, {
      "Tout ce qui s'oppose au départ ce jour-là est déjà décidé : relais exit show.",
      "Over alles wat het vertrek die dag in de weg staat, is al beslist: relais exit show.",
      "Über alles, was an diesem Tag gegen den Weggang spricht, ist schon entschieden: relais exit show.",
      "All that stands against the leaving on that day is decided already: relais exit show."}},
  {Say::kExitNothingStops, {
      "De ce que vous pouvez voir, rien ne s'oppose au départ : il n'y a rien à noter.",
      "Van wat u mag zien, staat niets het vertrek in de weg: er valt niets te noteren.",
      "Von dem, was Sie sehen dürfen, spricht nichts gegen den Weggang: es ist nichts zu vermerken.",
      "Of what you may see, nothing stands against the leaving: there is nothing to write down."}},
  {Say::kExitNoSuchStop, {
      "« {0} » ne s'y oppose pas maintenant ; s'y opposent : {1}",
      "“{0}” staat het nu niet in de weg; dit wel: {1}",
      "„{0}“ spricht jetzt nicht dagegen; dagegen spricht: {1}",
      "\"{0}\" does not stand against it now; this does: {1}"}},
  {Say::kExitsNone, {
      "Aucun départ que vous pouvez voir n'est prévu.",
      "Er is geen vertrek gepland dat u mag zien.",
      "Kein Weggang, den Sie sehen dürfen, ist geplant.",
      "No leaving that you may see is planned."}},
  {Say::kExitMany, {
      "Plusieurs départs sont ouverts : choisissez avec --exit : {0}",
      "Er staan meerdere vertrekken open: kies met --exit: {0}",
      "Mehrere Weggänge sind offen: wählen Sie mit --exit: {0}",
      "Several leavings are open: choose one with --exit: {0}"}},
  {Say::kExitNoneOpen, {
      "Aucun départ ouvert : prévoyez-le avec relais exit plan.",
      "Geen open vertrek: plan het met relais exit plan.",
      "Kein offener Weggang: planen Sie ihn mit relais exit plan.",
      "No leaving is open: plan it with relais exit plan."}},
  {Say::kExitNoDay, {
      "Aucun jour n'est proposé : proposez-en un avec relais exit propose.",
      "Er is geen dag voorgesteld: stel er een voor met relais exit propose.",
      "Kein Tag ist vorgeschlagen: schlagen Sie einen vor mit relais exit propose.",
      "No day is proposed: propose one with relais exit propose."}},
  {Say::kExitWordsForm, {
      "Écrivez [DOSSIER] JOUR, par exemple 2026-11-30.",
      "Schrijf [DOSSIER] DAG, bijvoorbeeld 2026-11-30.",
      "Schreiben Sie [DOSSIER] TAG, zum Beispiel 2026-11-30.",
      "Write [DOSSIER] DAY, such as 2026-11-30."}},
  {Say::kExitFrom, {
      "au plus tôt le {0}",
      "ten vroegste op {0}",
      "frühestens am {0}",
      "{0} at the earliest"}},
  {Say::kExitUntil, {
      "au plus tard le {0}",
      "ten laatste op {0}",
      "spätestens am {0}",
      "{0} at the latest"}},
  {Say::kExitAt, {
      "{0} à {1}",
      "{0} om {1}",
      "{0} um {1}",
      "{0} at {1}"}},
  {Say::kExitAgreed, {
      "Jour convenu : {0}",
      "Afgesproken dag: {0}",
      "Vereinbarter Tag: {0}",
      "Day agreed on: {0}"}},
  {Say::kExitNotAgreed, {
      "Jour proposé par {1}, pas encore convenu : {0}",
      "Dag voorgesteld door {1}, nog niet afgesproken: {0}",
      "Von {1} vorgeschlagener Tag, noch nicht vereinbart: {0}",
      "Day proposed by {1}, not agreed on yet: {0}"}},
  {Say::kExitNoDayYet, {
      "Pas encore de jour proposé",
      "Nog geen dag voorgesteld",
      "Noch kein Tag vorgeschlagen",
      "No day proposed yet"}},
  {Say::kExitSaysYes, {
      "{0} : oui",
      "{0}: ja",
      "{0}: ja",
      "{0}: yes"}},
  {Say::kExitSaysNo, {
      "{0} : non",
      "{0}: neen",
      "{0}: nein",
      "{0}: no"}},
  {Say::kExitOn, {
      "Départ le {0} ; décision : {1}",
      "Vertrokken op {0}; beslissing: {1}",
      "Gegangen am {0}; entschieden: {1}",
      "Left on {0}; decided by: {1}"}},
  {Say::kExitToSettle, {
      "Encore à régler, pour que tout tienne jusqu'au {0} à midi :",
      "Nog te regelen, zodat alles houdt tot {0} 's middags:",
      "Noch zu klären, damit alles hält bis {0} mittags:",
      "Still to settle, so that all holds until noon of {0}:"}},
  {Say::kExitClear, {
      "Il suffirait : {0}",
      "Dit volstaat: {0}",
      "Es genügt: {0}",
      "Enough would be: {0}"}},
  {Say::kExitNothingOpen, {
      "De ce que vous pouvez voir, rien ne reste à régler.",
      "Van wat u mag zien, blijft er niets te regelen.",
      "Von dem, was Sie sehen dürfen, bleibt nichts zu klären.",
      "Of what you may see, nothing is left to settle."}},
  {Say::kExitAnyway, {
      "Quand même, c'est décidé :",
      "Toch, zo is beslist:",
      "Trotzdem, so ist entschieden:",
      "Anyway, as was decided:"}},
  {Say::kExitBecause, {
      "parce que {0} - {1}, {2}",
      "omdat {0} - {1}, {2}",
      "weil {0} - {1}, {2}",
      "because {0} - {1}, {2}"}},
  {Say::kExitFirstNight, {
      "Pour la première nuit, jusqu'au {0} à midi :",
      "Voor de eerste nacht, tot {0} 's middags:",
      "Für die erste Nacht, bis {0} mittags:",
      "For the first night, until noon of {0}:"}},
  {Say::kExitSlots, {
      "Matins où rien ne s'y oppose : {0}",
      "Ochtenden waarop niets dit in de weg staat: {0}",
      "Vormittage, an denen nichts dagegen spricht: {0}",
      "Mornings on which nothing stands against it: {0}"}},
  {Say::kExitNoted, {
      "Noté : {0}.",
      "Genoteerd: {0}.",
      "Vermerkt: {0}.",
      "Noted: {0}."}},
  {Say::kExitTaken, {
      "Vous êtes maintenant responsable de ce départ.",
      "U bent nu verantwoordelijk voor dit vertrek.",
      "Sie sind jetzt für diesen Weggang zuständig.",
      "You answer for this leaving now."}},
  {Say::kExitPassedOn, {
      "Votre collègue est maintenant responsable de ce départ.",
      "Uw collega is nu verantwoordelijk voor dit vertrek.",
      "Ihre Kollegin oder Ihr Kollege ist jetzt für diesen Weggang zuständig.",
      "Your colleague answers for this leaving now."}},
  {Say::kExitAnswersFor, {
      "Responsable : {0}",
      "Verantwoordelijk: {0}",
      "Zuständig: {0}",
      "Answers for it: {0}"}},
  {Say::kExitCovers, {
      "{0} (en cas d'absence : {1})",
      "{0} (bij afwezigheid: {1})",
      "{0} (Vertretung: {1})",
      "{0} (when away: {1})"}},
  {Say::kExitTakes, {
      "Ce qu'il faut :",
      "Wat er nodig is:",
      "Was es braucht:",
      "What it takes:"}},
  {Say::kExitBy, {
      "pour le {0}",
      "tegen {0}",
      "bis {0}",
      "by {0}"}},
  {Say::kExitWasBy, {
      "c'était pour le {0}",
      "was voorzien tegen {0}",
      "vorgesehen war bis {0}",
      "was due by {0}"}},
  {Say::kWorkNone, {
      "Aucun départ à préparer.",
      "Geen vertrek voor te bereiden.",
      "Kein Weggang vorzubereiten.",
      "No leaving to prepare."}},
  {Say::kWorkUnattended, {
      "Plus personne n'est responsable de ce départ : relais exit take {0}",
      "Niemand is nog verantwoordelijk voor dit vertrek: relais exit take {0}",
      "Niemand ist mehr für diesen Weggang zuständig: relais exit take {0}",
      "Nobody answers for it any more: relais exit take {0}"}},
  {Say::kWorkAsked, {
      "Ce qui est demandé à votre maison, ou qu'elle a repris :",
      "Wat aan uw huis gevraagd wordt, of wat het overgenomen heeft:",
      "Wonach Ihre Einrichtung gefragt wird, oder was sie übernommen hat:",
      "What your house is asked, or has taken over:"}},
  {Say::kWorkSlipping, {
      "Demandé, et pas encore pris en charge :",
      "Gevraagd, en nog niet overgenomen:",
      "Angefragt, und noch nicht übernommen:",
      "Asked for, and not taken over yet:"}},
  {Say::kWorkPassed, {
      "Départs transmis : {0}.",
      "Doorgegeven vertrekken: {0}.",
      "Weitergegebene Weggänge: {0}.",
      "Leavings passed on: {0}."}},
  {Say::kWorkNotPassed, {
      "{0} n'a pas pu être transmis : {1}",
      "{0} kon niet doorgegeven worden: {1}",
      "{0} konnte nicht weitergegeben werden: {1}",
      "{0} could not be passed on: {1}"}},
  {Say::kWorkSomeNotPassed, {
      "Non transmis : {0} ; là, rien n'a changé.",
      "Niet doorgegeven: {0}; daar is niets veranderd.",
      "Nicht weitergegeben: {0}; dort hat sich nichts geändert.",
      "Not passed on: {0}; nothing changed there."}},
  {Say::kNowReady, {
      "Ont dit oui d'avance pour une place :",
      "Zeiden vooraf ja voor een plaats:",
      "Haben im Voraus Ja zu einem Platz gesagt:",
      "Said yes beforehand to a place:"}},
  {Say::kNowSleeps, {
      "Où la personne dort-elle ce soir (mots pour sa feuille, comme : chez votre sœur) ? ",
      "Waar slaapt de persoon vannacht (woorden voor het blad, zoals: bij uw zus)? ",
      "Wo schläft die Person heute Nacht (Worte für ihr Blatt, wie: bei Ihrer Schwester)? ",
      "Where does the person sleep tonight (words for their sheet, such as: at your sister's)? "}},
  {Say::kNowTonight, {
      "Quel numéro répond cette nuit ? ",
      "Welk nummer kan de persoon vannacht bellen? ",
      "Welche Nummer kann die Person heute Nacht anrufen? ",
      "Which number can the person call tonight? "}},
  {Say::kNowMedicines, {
      "Quel est le dernier jour couvert par les médicaments ? ",
      "Tot en met welke dag volstaan de geneesmiddelen? ",
      "Bis einschließlich welchem Tag reichen die Medikamente? ",
      "What is the last day that the medicines cover? "}},
  {Say::kNowBack, {
      "Ce qui a été rendu, par ces codes (keys,phone,money,bank_card,papers,clothes,glasses_or_hearing_aid,bag) : ",
      "Wat is teruggegeven, met deze codes (keys,phone,money,bank_card,papers,clothes,glasses_or_hearing_aid,bag): ",
      "Was zurückgegeben wurde, mit diesen Codes (keys,phone,money,bank_card,papers,clothes,glasses_or_hearing_aid,bag): ",
      "What was given back, by these codes (keys,phone,money,bank_card,papers,clothes,glasses_or_hearing_aid,bag): "}},
  {Say::kNowTomorrow, {
      "Qui appelle demain ? ",
      "Wie belt morgen? ",
      "Wer ruft morgen an? ",
      "Who calls tomorrow? "}},
  {Say::kNowNumber, {
      "De quel numéro appellera-t-on demain ? ",
      "Van welk nummer wordt er morgen gebeld? ",
      "Von welcher Nummer kommt der Anruf morgen? ",
      "From which number will tomorrow's call come? "}},
  {Say::kNowWithFile, {
      "Pour le noter au dossier, ajoutez --kind et --decided-by.",
      "Voeg --kind en --decided-by toe om het in het dossier te noteren.",
      "Um es im Dossier zu vermerken, fügen Sie --kind und --decided-by hinzu.",
      "To note it in the file, add --kind and --decided-by."}},
  {Say::kNowLeaving, {
      "le départ",
      "het vertrek",
      "der Weggang",
      "the leaving"}},
  {Say::kNowKept, {
      "Noté au dossier, en tout : {0}.",
      "Genoteerd in het dossier, in totaal: {0}.",
      "Im Dossier vermerkt, insgesamt: {0}.",
      "Noted in the file, in all: {0}."}},
  {Say::kNowNotKept, {
      "Non noté au dossier : {0}",
      "Niet genoteerd in het dossier: {0}",
      "Nicht im Dossier vermerkt: {0}",
      "Not noted in the file: {0}"}},
  {Say::kNowSheetAlone, {
      "Les médicaments et d'éventuelles conditions ne sont que sur la feuille. Qui en a le droit peut les noter avec relais step add.",
      "Geneesmiddelen en eventuele voorwaarden staan alleen op het blad. Wie dat mag, noteert ze met relais step add.",
      "Medikamente und etwaige Auflagen stehen nur auf dem Blatt. Wer dazu berechtigt ist, vermerkt sie mit relais step add.",
      "Medicines, and conditions if any, are on the sheet alone. Whoever is allowed to can note them with relais step add."}},
  {Say::kWorkNoneOf, {
      "Aucun départ de cette personne n'est sur la liste.",
      "Geen vertrek van deze collega staat op de lijst.",
      "Kein Weggang dieser Person steht auf der Liste.",
      "No leaving of theirs is on the list."}},
  {Say::kNowByHand, {
      "Le serveur ne répond pas : écrivez à la main sur la feuille ce qui a été rendu et les conditions.",
      "De server antwoordt niet: schrijf met de hand op het blad wat teruggegeven is en de voorwaarden.",
      "Der Server antwortet nicht: schreiben Sie von Hand auf das Blatt, was zurückgegeben wurde, und die Auflagen.",
      "The server does not answer: write on the sheet by hand what was given back, and the conditions."}},
  {Say::kSheetTitle, {
      "CE SOIR ET DEMAIN",
      "VANAVOND EN MORGEN",
      "HEUTE ABEND UND MORGEN",
      "TONIGHT AND TOMORROW"}},
  {Say::kSheetSleeps, {
      "Vous dormez ici :",
      "U slaapt hier:",
      "Sie schlafen hier:",
      "You sleep here:"}},
  {Say::kSheetTonight, {
      "Si vous avez besoin de quelqu'un cette nuit, appelez :",
      "Als u vannacht iemand nodig hebt, bel:",
      "Wenn Sie heute Nacht jemanden brauchen, rufen Sie an:",
      "If you need somebody tonight, call:"}},
  {Say::kSheetMedicines, {
      "Vos médicaments suffisent jusqu'à la fin de ce jour :",
      "Uw geneesmiddelen volstaan tot en met:",
      "Ihre Medikamente reichen bis einschließlich:",
      "Your medicines last up to and including:"}},
  {Say::kSheetBack, {
      "On vous a rendu :",
      "U hebt teruggekregen:",
      "Sie haben zurückbekommen:",
      "You were given back:"}},
  {Say::kSheetConditions, {
      "Conditions fixées par la justice, à respecter :",
      "Voorwaarden van justitie, na te leven:",
      "Auflagen der Justiz, die einzuhalten sind:",
      "Conditions set by the court, to be kept:"}},
  {Say::kSheetTomorrow, {
      "Demain, vous recevrez un appel de :",
      "Morgen wordt u gebeld door:",
      "Morgen ruft Sie an:",
      "Tomorrow you will get a call from:"}},
  {Say::kSheetAlways, {
      "Jour et nuit, gratuit : en cas d'urgence, le 112 ; pour parler à quelqu'un, le 107.",
      "Dag en nacht, gratis: bij nood 112; om met iemand te praten 106.",
      "Tag und Nacht, kostenlos: im Notfall 112; um mit jemandem zu sprechen 108.",
      "Day and night, free: 112 in an emergency; to talk to somebody, 107 (French), 106 (Dutch) or 108 (German)."}},
  {Say::kPageChecked, {
      "Signé. Ce code contient cette page : relais-verify --\u2060paper dit si elle n'a pas "
      "changé. Ce qui est écrit à la main n'est pas signé.",
      "Ondertekend. Deze code bevat deze bladzijde: relais-verify --\u2060paper zegt of ze niet "
      "veranderd is. Wat met de hand geschreven is, is niet ondertekend.",
      "Unterschrieben. Dieser Code enthält diese Seite: relais-verify --\u2060paper sagt, ob sie "
      "unverändert ist. Was von Hand geschrieben steht, ist nicht unterschrieben.",
      "Signed. This code holds this page: relais-verify --\u2060paper says whether it is "
      "unchanged. What is written by hand is not signed."}},
  {Say::kPageWritten, {
      "Écrit : {0}",
      "Geschreven: {0}",
      "Geschrieben: {0}",
      "Written: {0}"}},
  {Say::kPageTooMuch, {
      "Il y a trop de choses pour une page lisible. Imprimez le texte : la même commande "
      "sans --pdf",
      "Er staat te veel op voor één leesbare bladzijde. Druk de tekst af: hetzelfde "
      "commando zonder --pdf",
      "Es ist zu viel für eine einzige lesbare Seite. Drucken Sie den Text: derselbe "
      "Befehl ohne --pdf",
      "There is too much on it for one page that can be read. Print the text: the same "
      "command without --pdf"}},
  {Say::kDiedSure, {
      "Vous allez noter que la personne est décédée. Dès lors, plus aucun message ne part, "
      "plus personne n'ouvre le dossier, et les services qui devaient prendre le relais "
      "voient qu'on ne leur demande plus rien. Si c'est bien ce dossier : ajoutez --sure. "
      "En cas d'erreur : relais died --undo",
      "U gaat noteren dat de persoon overleden is. Vanaf dan vertrekt geen bericht meer, "
      "opent niemand het dossier nog, en zien de diensten die zouden overnemen dat hun "
      "niets meer gevraagd wordt. Als het echt dit dossier is: voeg --sure toe. Bij een "
      "vergissing: relais died --undo",
      "Sie vermerken damit, dass die Person verstorben ist. Ab dann geht keine Nachricht "
      "mehr hinaus, niemand öffnet das Dossier mehr, und die Dienste, die übernehmen "
      "sollten, sehen, dass sie nicht mehr angefragt sind. Wenn es wirklich dieses Dossier "
      "ist: Fügen Sie --sure hinzu. Bei einem Irrtum: relais died --undo",
      "You are about to note that the person has died. From then on no message leaves, "
      "nobody opens the file any more, and the services that were to take over see that "
      "they are no longer asked. If it is this file: add --sure. A mistake can be undone: "
      "relais died --undo"}},
  {Say::kDied, {
      "C'est noté. Plus aucun message ne part, et le dossier est fermé à tous. En cas "
      "d'erreur : relais died {0} --undo",
      "Genoteerd. Er vertrekt geen bericht meer, en het dossier is voor iedereen gesloten. "
      "Bij een vergissing: relais died {0} --undo",
      "Notiert. Es geht keine Nachricht mehr hinaus, und das Dossier ist für alle "
      "geschlossen. Bei einem Irrtum: relais died {0} --undo",
      "Noted. No message leaves any more, and the file is closed to everybody. If that is "
      "a mistake: relais died {0} --undo"}},
  {Say::kDiedUndone, {
      "C'est annulé : le dossier est de nouveau ouvert comme avant, et la personne "
      "l'apprend.",
      "Ongedaan gemaakt: het dossier is weer open zoals voordien, en de persoon verneemt "
      "het.",
      "Rückgängig gemacht: Das Dossier ist wieder offen wie zuvor, und die Person erfährt "
      "es.",
      "Undone: the file is open as before, and the person is told."}},
  {Say::kFrozenThen, {
      "Fermé à tous : quelqu'un avait dit que vous n'étiez plus en vie",
      "Voor iedereen gesloten: iemand zei dat u overleden was",
      "Für alle geschlossen: Jemand hatte gesagt, Sie seien verstorben",
      "Closed to everybody: somebody had said that you had died"}},
  {Say::kDidDie, {
      "dit que vous n'étiez plus en vie : tout s'est fermé",
      "gezegd dat u overleden was: alles ging dicht",
      "gesagt, Sie seien verstorben: Alles wurde geschlossen",
      "said that you had died: everything was closed"}},
  {Say::kToDie, {
      "de dire que vous n'étiez plus en vie",
      "te zeggen dat u overleden was",
      "zu sagen, Sie seien verstorben",
      "to say that you had died"}},
  {Say::kDidUndoDeath, {
      "dit que vous êtes en vie : tout s'est rouvert comme avant",
      "gezegd dat u leeft: alles ging weer open zoals voordien",
      "gesagt, dass Sie leben: Alles ist wieder offen wie zuvor",
      "said that you are alive: everything is open as before"}},
  {Say::kToUndoDeath, {
      "de dire que vous êtes en vie",
      "te zeggen dat u leeft",
      "zu sagen, dass Sie leben",
      "to say that you are alive"}},
  {Say::kReviewDeath, {
      "a dit que la personne est décédée, ou qu'elle est en vie",
      "zei dat de persoon overleden is, of dat de persoon leeft",
      "sagte, dass die Person verstorben ist oder dass sie lebt",
      "said that the person has died, or is alive"}},
  {Say::kDeathOpen, {
      "Quelqu'un a dit que vous n'étiez plus en vie, ou que vous êtes en vie (ligne {0}) : "
      "{1} le vérifie d'ici au {2}.",
      "Iemand zei dat u overleden was, of dat u leeft (regel {0}): {1} gaat het na tegen "
      "{2}.",
      "Jemand sagte, dass Sie verstorben sind oder dass Sie leben (Zeile {0}): {1} prüft "
      "es bis {2}.",
      "Somebody said that you had died, or that you are alive (entry {0}): {1} looks at it "
      "by {2}."}},
  {Say::kReferentFor, {
      "Garder le fil pour quelqu'un, jusqu'au {0} ; langue : {1}",
      "De draad vasthouden voor iemand, tot en met {0}; taal: {1}",
      "Für jemanden den Faden halten, bis {0}; Sprache: {1}",
      "Hold the thread for somebody, until {0}; language: {1}"}},
  {Say::kReferentWritten, {
      "Dès que la personne a dit oui, la question est posée, sans son nom ; la réponse est "
      "attendue dans les sept jours. Où cela en est : relais exit show",
      "Zodra de persoon ja zegt, wordt de vraag gesteld, zonder naam; antwoorden kan tot "
      "zeven dagen later. Hoe het staat: relais exit show",
      "Sobald die Person Ja sagt, wird angefragt, ohne ihren Namen; für die Antwort sind "
      "sieben Tage Zeit. Wie es steht: relais exit show",
      "Once the person says yes, the professional is asked, without the person's name, and "
      "has seven days to answer. Where it stands: relais exit show"}},
  {Say::kReferentNothing, {
      "On ne vous demande de garder le fil pour personne.",
      "Er wordt u niet gevraagd om voor iemand de draad vast te houden.",
      "Sie werden nicht gebeten, für jemanden den Faden zu halten.",
      "You are not asked to hold the thread for anybody."}},
  {Say::kReferentYes, {
      "C'est noté : vous gardez le fil. Ce dossier est sur votre liste : relais worklist. "
      "Le lire : relais show {0}",
      "Genoteerd: u houdt de draad vast. Dit dossier staat op uw lijst: relais worklist. "
      "Lezen: relais show {0}",
      "Notiert: Sie halten den Faden. Dieses Dossier steht auf Ihrer Liste: relais "
      "worklist. Lesen: relais show {0}",
      "Noted: you hold the thread. This file is on your list: relais worklist. To read it: "
      "relais show {0}"}},
  {Say::kReferentGivenUp, {
      "C'est noté. Vous ne gardez plus le fil, et ne voyez plus ce que la personne vous "
      "laissait voir pour cela. Elle peut choisir quelqu'un d'autre.",
      "Genoteerd. U houdt de draad niet meer vast, en ziet niet meer wat de persoon u "
      "daarvoor liet zien. De persoon kan iemand anders kiezen.",
      "Notiert. Sie halten den Faden nicht mehr und sehen nicht mehr, was Sie dafür mit "
      "Zustimmung der Person sehen durften. Die Person kann jemand anderen wählen.",
      "Noted. You no longer hold the thread, and no longer see what the person let you see "
      "for that. They can choose somebody else."}},
  {Say::kReferentHolds, {
      "Garde le fil : {0}, jusqu'au {1}",
      "Houdt de draad vast: {0}, tot en met {1}",
      "Hält den Faden: {0}, bis {1}",
      "Holds the thread: {0}, until {1}"}},
  {Say::kReferentAbsent, {
      "{0} devait garder le fil, mais ne voit plus les départs. La personne peut choisir "
      "quelqu'un d'autre : relais referent ask",
      "{0} zou de draad vasthouden, maar ziet de vertrekken niet meer. De persoon kan "
      "iemand anders kiezen: relais referent ask",
      "{0} sollte den Faden halten, sieht die Weggänge aber nicht mehr. Die Person kann "
      "jemand anderen wählen: relais referent ask",
      "{0} was to hold the thread, but no longer sees the leavings. The person can choose "
      "somebody else: relais referent ask"}},
  {Say::kReferentOther, {
      "Référent ou référente : {0} - {1}",
      "Referent: {0} - {1}",
      "Bezugsperson: {0} - {1}",
      "Referent: {0} - {1}"}},
  {Say::kWorkThreads, {
      "On vous demande de garder le fil :",
      "U wordt gevraagd de draad vast te houden:",
      "Sie werden gebeten, den Faden zu halten:",
      "You are asked to hold the thread:"}},
  {Say::kWorkHeld, {
      "vous gardez le fil",
      "u houdt de draad vast",
      "Sie halten den Faden",
      "you hold the thread"}},
  {Say::kWorryCallBack, {
      "Rappeler {0} : {1}",
      "Terugbellen, {0}: {1}",
      "Zurückrufen, {0}: {1}",
      "Call back {0}: {1}"}},
  {Say::kWorryAbout, {
      "de quoi il s'agit : {0}",
      "waarover het gaat: {0}",
      "worum es geht: {0}",
      "what about: {0}"}},
  {Say::kWorryAsks, {
      "demandé par {0}, {1}",
      "gevraagd door {0}, {1}",
      "angefragt von {0}, {1}",
      "asked by {0}, {1}"}},
  {Say::kWorryTake, {
      "vous rappelez : relais worry take {0}",
      "u belt terug: relais worry take {0}",
      "Sie rufen zurück: relais worry take {0}",
      "you call back: relais worry take {0}"}},
  {Say::kWorryToConfirm, {
      "Pas encore parti. Une ou un collègue de votre équipe confirme dans l'heure : relais worry confirm {0}",
      "Nog niet vertrokken. Een collega van uw team bevestigt binnen het uur: relais worry confirm {0}",
      "Noch nicht abgegangen. Jemand aus Ihrem Team bestätigt innerhalb einer Stunde: relais worry confirm {0}",
      "It has not left yet. A colleague of your team confirms it within the hour: relais worry confirm {0}"}},
  {Say::kWorryNext, {
      "pas de réponse d'ici le {0} : téléphonez aussi",
      "geen antwoord tegen {0}: bel ook",
      "keine Antwort bis {0}: Rufen Sie auch an",
      "no answer by {0}: phone them, too"}},
  {Say::kWorryThen, {
      "puis {0}",
      "daarna {0}",
      "danach {0}",
      "then {0}"}},
  {Say::kWorryPhone, {
      "son numéro de garde : {0}",
      "het wachtnummer: {0}",
      "die Bereitschaftsnummer: {0}",
      "their duty line: {0}"}},
  {Say::kWorryTakenBy, {
      "{0}, {1}, rappelle ({2})",
      "{0}, {1}, belt terug ({2})",
      "{0}, {1}, ruft zurück ({2})",
      "{0}, {1}, calls back ({2})"}},
  {Say::kWorryCard, {
      "Avec l'accord de la personne il faut sa carte : le code de la carte, puis son mot. Sans son accord : --without et la raison.",
      "Met het akkoord van de persoon is de kaart nodig: de code van de kaart, dan het woord. Zonder akkoord: --without en waarom.",
      "Mit dem Einverständnis der Person braucht es ihre Karte: den Code der Karte, dann das Wort. Ohne Einverständnis: --without und warum.",
      "With the person's agreement it takes their card: the code of the card, then the word. Without it: --without, and why."}},
  {Say::kWorryNotShown, {
      "Cela ne montre pas que la personne est d'accord : vérifiez la carte et le mot ; ou sans son accord, avec une ou un collègue : --without.",
      "Dat toont niet dat de persoon akkoord is: kijk kaart en woord na; of zonder akkoord, met een collega: --without.",
      "Das zeigt nicht, dass die Person einverstanden ist: Prüfen Sie Karte und Wort; oder ohne Einverständnis, mit jemandem aus dem Team: --without.",
      "That does not show that the person agrees: look at card and word again; or without, with a colleague: --without."}},
  {Say::kWorryAlways, {
      "Danger immédiat : téléphonez au 112, n'attendez pas.",
      "Onmiddellijk gevaar: bel 112, wacht niet.",
      "Unmittelbare Gefahr: Rufen Sie 112 an, warten Sie nicht.",
      "In immediate danger phone 112; do not wait."}},
  {Say::kWorryNone, {
      "Personne ne demande à être rappelé.",
      "Niemand vraagt om teruggebeld te worden.",
      "Niemand bittet um einen Rückruf.",
      "Nobody asks to be called back."}},
  {Say::kWorryConfirmed, {
      "La demande est partie.",
      "De vraag is vertrokken.",
      "Die Bitte ist abgegangen.",
      "It has left."}},
  {Say::kWorryTaken, {
      "Noté que vous rappelez : faites-le maintenant. Ce qui se dit n'est gardé nulle part.",
      "Genoteerd dat u terugbelt: doe het nu. Wat gezegd wordt, wordt nergens bewaard.",
      "Vermerkt, dass Sie zurückrufen: Tun Sie es jetzt. Was gesagt wird, wird nirgends aufbewahrt.",
      "It says now that you call back: do it at once. What is said is kept nowhere."}},
  {Say::kWorryWithdrawn, {
      "Demande retirée : plus personne n'est demandé.",
      "Vraag ingetrokken: niemand wordt nog gevraagd.",
      "Bitte zurückgezogen: Niemand wird mehr gefragt.",
      "Taken back: nobody is asked any more."}},
  {Say::kWorryNumber, {
      "à rappeler au {0}",
      "terug te bellen op {0}",
      "zurückzurufen unter {0}",
      "to be called back on {0}"}},
  {Say::kWorrySilent, {
      "N'en parlez pas près de la personne : cela mettrait quelqu'un en danger.",
      "Spreek er niet over bij de persoon: dat zou iemand in gevaar brengen.",
      "Sprechen Sie nicht neben der Person davon: Es würde jemanden gefährden.",
      "Do not speak of it beside the person: it would endanger somebody."}},
  {Say::kWorryBusy, {
      "Dix demandes en une heure, c'est la limite : téléphonez.",
      "Tien vragen in een uur is het maximum: bel hen.",
      "Zehn Bitten in einer Stunde sind die Grenze: Rufen Sie an.",
      "Ten within an hour is the limit: phone them."}},
  {Say::kWorryNotConfirmed, {
      "Cela ne peut pas être confirmé : c'est une autre personne de l'équipe qui confirme, dans l'heure. Regardez : relais worry list",
      "Dat kan niet bevestigd worden: iemand anders van het team bevestigt, binnen het uur. Kijk: relais worry list",
      "Das lässt sich nicht bestätigen: Jemand anderes aus dem Team bestätigt, innerhalb einer Stunde. Sehen Sie nach: relais worry list",
      "This cannot be confirmed: somebody else of the team does that, within the hour. Look: relais worry list"}},
  {Say::kWorryLate, {
      "Quelqu'un s'en est chargé entre-temps, ou la demande a été retirée : relais worry list",
      "Iemand nam het ondertussen op, of de vraag werd ingetrokken: relais worry list",
      "Jemand hat es inzwischen übernommen, oder die Bitte wurde zurückgezogen: relais worry list",
      "Somebody took it up meanwhile, or it was taken back: relais worry list"}},
  {Say::kWorryNoneOwn, {
      "Rien : personne n'a demandé à être rappelé à votre sujet, ou il y a plus de 30 jours.",
      "Niets: niemand vroeg om over u teruggebeld te worden, of dat is meer dan 30 dagen geleden.",
      "Nichts: Niemand hat um einen Rückruf gebeten, in dem es um Sie geht, oder es ist mehr als 30 Tage her.",
      "None: nobody asked to be called back about you, or it was more than 30 days ago."}},
  {Say::kReviewWorryCall, {
      "a demandé à être rappelé au sujet d'une personne, sans son accord",
      "vroeg om teruggebeld te worden over een persoon, zonder akkoord",
      "bat um einen Rückruf wegen einer Person, ohne deren Einverständnis",
      "asked to be called back about a person, without their agreement"}},
  {Say::kDidWorryCall, {
      "demandé à un autre service de rappeler à votre sujet (relais accesses worries)",
      "een andere dienst gevraagd over u terug te bellen (relais accesses worries)",
      "einen anderen Dienst um einen Rückruf gebeten, in dem es um Sie geht (relais accesses worries)",
      "asked another service to call back about you (relais accesses worries)"}},
  {Say::kToWorryCall, {
      "de demander à un autre service de rappeler à votre sujet",
      "een andere dienst te vragen over u terug te bellen",
      "einen anderen Dienst um einen Rückruf zu bitten, in dem es um Sie geht",
      "to ask another service to call back about you"}},
  {Say::kWorkNoLeaving, {
      "aucun départ prévu",
      "geen vertrek gepland",
      "kein Weggang geplant",
      "no leaving planned"}},
  {Say::kHandoverFrom, {
      "à partir de {0}",
      "vanaf {0}",
      "ab {0}",
      "from {0}"}},
  {Say::kFiguresPassed, {
      "{0} : plus d'un tiers des personnes sont parties malgré ceci ; la règle est à revoir : {1}",
      "{0}: meer dan een derde vertrok ondanks dit; de regel is te herbekijken: {1}",
      "{0}: mehr als ein Drittel ging trotz dessen; die Regel ist zu überprüfen: {1}",
      "{0}: more than a third of those who left were let go with this; the rule is to be looked at: {1}"}},
  {Say::kFiguresLeftOut, {
      "Ce qui manque était trop petit (moins de 10 en dehors de la plus grande maison), ou venait de moins de trois maisons, ou pour plus de la moitié d'une seule. Le trimestre en cours n'est pas compté.",
      "Wat ontbreekt, was te klein (minder dan 10 buiten het grootste huis), of kwam van minder dan drie huizen, of voor meer dan de helft van één huis. Het lopende kwartaal telt niet mee.",
      "Was fehlt, war zu klein (unter 10 ohne das größte Haus) oder kam von weniger als drei Häusern oder zu mehr als der Hälfte von einem. Das laufende Quartal zählt nicht mit.",
      "What is missing was too small (under 10 without the largest house), or came from fewer than three houses, or more than half of it from one. The quarter under way is not counted."}},
  {Say::kFormNoWords, {
      "Les mots du formulaire viennent du serveur, qui ne répond pas. Imprimez-en tant qu'il répond, et gardez-les.",
      "De woorden van het formulier komen van de server, en die antwoordt niet. Druk er af zolang hij antwoordt, en bewaar ze.",
      "Die Wörter des Formulars kommen vom Server, und der antwortet nicht. Drucken Sie welche, solange er antwortet, und bewahren Sie sie auf.",
      "The words of the form come from the server, which does not answer. Print some while it does, and keep them."}},
  {Say::kHandoverUntil, {
      "jusqu'au {0}",
      "tot {0}",
      "bis {0}",
      "until {0}"}},
  {Say::kHandoverLookFor, {
      "Si la personne ne vient pas, ce service peut appeler {0}, {1}.",
      "Als de persoon niet komt, mag deze dienst {0} bellen, {1}.",
      "Wenn die Person nicht kommt, darf dieser Dienst {0} anrufen, {1}.",
      "If the person does not come, this service may call {0}, {1}."}},
  {Say::kHandoverAnswerBy, {
      "Répondre avant : {0}",
      "Antwoorden vóór: {0}",
      "Antworten bis: {0}",
      "Answer before: {0}"}},
  {Say::kHandoverPossible, {
      "Possible à partir de {0}",
      "Mogelijk vanaf {0}",
      "Möglich ab {0}",
      "Possible from {0}"}},
  {Say::kHandoverFile, {
      "Dossier : {0}",
      "Dossier: {0}",
      "Dossier: {0}",
      "File: {0}"}},
  {Say::kHandoverFileOf, {
      "Dossier : {0} ; demandé par {1}",
      "Dossier: {0}; gevraagd door {1}",
      "Dossier: {0}; gefragt hat {1}",
      "File: {0}; asked by {1}"}},
  {Say::kHandoverBeforehand, {
      "Ce service a dit oui d'avance : c'est pris en charge dès que la personne dit oui.",
      "Deze dienst zei vooraf ja: het is overgenomen zodra de persoon ja zegt.",
      "Dieser Dienst hat im Voraus Ja gesagt: es ist übernommen, sobald die Person Ja sagt.",
      "This service said yes beforehand: it takes over as soon as the person says yes."}},
  {Say::kHandoverBeforehandForm, {
      "À quoi et jusqu'à quand : --need … --until … ; pour retirer ce oui : --nothing",
      "Waarvoor en tot wanneer: --need … --until …; om dat ja in te trekken: --nothing",
      "Wozu und bis wann: --need … --until …; um dieses Ja zurückzunehmen: --nothing",
      "To what and until when: --need … --until …; to take that yes back: --nothing"}},
  {Say::kHandoverPlaces, {
      "places : {0}",
      "plaatsen: {0}",
      "Plätze: {0}",
      "places: {0}"}},
  {Say::kHandoverYesUntil, {
      "Noté : votre équipe dit oui d'avance, jusqu'au {0}. Vous trouverez ce qui est pris en charge sous relais handover asked.",
      "Genoteerd: uw team zegt vooraf ja, tot {0}. Wat is overgenomen vindt u onder relais handover asked.",
      "Vermerkt: Ihr Team sagt im Voraus Ja, bis {0}. Was übernommen ist, finden Sie unter relais handover asked.",
      "Noted: your team says yes beforehand, until {0}. What is taken over stands under relais handover asked."}},
  {Say::kHandoverNothingBeforehand, {
      "Noté : votre équipe ne dit plus oui à rien d'avance. Ce qui est pris en charge le reste.",
      "Genoteerd: uw team zegt op niets meer vooraf ja. Wat is overgenomen, blijft dat.",
      "Vermerkt: Ihr Team sagt zu nichts mehr im Voraus Ja. Was übernommen ist, bleibt es.",
      "Noted: your team says yes to nothing beforehand any more. What is taken over stays so."}},
  {Say::kHandoverNobodyReady, {
      "Personne n'a dit oui d'avance à cela : demandez, relais handover ask.",
      "Niemand zei hier vooraf ja op: vraag het, relais handover ask.",
      "Dazu hat niemand im Voraus Ja gesagt: fragen Sie, relais handover ask.",
      "Nobody said yes to this beforehand: ask, relais handover ask."}},
  {Say::kHandoverWritten, {
      "Dès que la personne a dit oui, le service est interrogé, sans son nom. Où cela en est "
      ": relais handover list ({0})",
      "Zodra de persoon ja zegt, wordt de dienst gevraagd, zonder naam. Hoe het staat: "
      "relais handover list ({0})",
      "Sobald die Person Ja sagt, wird der Dienst gefragt, ohne ihren Namen. Wie es steht: "
      "relais handover list ({0})",
      "Once the person has said yes the service is asked, without their name. Where it "
      "stands: relais handover list ({0})"}},
  {Say::kHandoverCode, {
      "Si un code arrive à son téléphone : relais consent confirm {0}",
      "Komt een code op diens telefoon: relais consent confirm {0}",
      "Kommt ein Code auf ihrem Telefon an: relais consent confirm {0}",
      "If a code comes to their phone: relais consent confirm {0}"}},
  {Say::kHandoverNothing, {
      "Aucune prise en charge n'est demandée à votre maison.",
      "Aan uw huis wordt geen overname gevraagd.",
      "Ihre Einrichtung ist um keine Übernahme gebeten.",
      "Your house is not asked to take anybody over."}},
  {Say::kHandoverYes, {
      "C'est noté. Le dossier s'ouvre, dans la mesure de ce que la personne a accepté : "
      "relais show {0} --purpose handover. Quand vous l'aurez vue : relais handover seen",
      "Genoteerd. Het dossier gaat open, zover de persoon instemde: relais show {0} "
      "--purpose handover. Wanneer u de persoon gezien hebt: relais handover seen",
      "Notiert. Das Dossier öffnet sich, soweit die Person zugestimmt hat: relais show {0} "
      "--purpose handover. Wenn Sie die Person gesehen haben: relais handover seen",
      "Noted. The file opens, as far as the person agreed: relais show {0} --purpose "
      "handover. When you have seen them: relais handover seen"}},
  {Say::kHandoverNo, {
      "C'est noté. Vous ne verrez rien de cette personne.",
      "Genoteerd. U ziet niets van deze persoon.",
      "Notiert. Sie sehen nichts von dieser Person.",
      "Noted. You see nothing of this person."}},
  {Say::kHandoverMarked, {
      "C'est noté : {0}.",
      "Genoteerd: {0}.",
      "Notiert: {0}.",
      "Noted: {0}."}},
  {Say::kHandoverAskedAgain, {
      "Demandé : le service dit s'il continue à partir du {0}.",
      "Gevraagd: de dienst zegt of hij verdergaat vanaf {0}.",
      "Angefragt: der Dienst sagt, ob er ab {0} weitermacht.",
      "Asked: the service says whether it goes on from {0}."}},
  {Say::kHandoverWithdrawn, {
      "Ce n'est plus demandé, et ce qui avait été accepté pour cela n'ouvre plus rien.",
      "Het wordt niet meer gevraagd, en wat daarvoor was afgesproken opent niets meer.",
      "Es wird nicht mehr gefragt, und was dafür vereinbart war, öffnet nichts mehr.",
      "It is no longer asked, and what was agreed to for it opens nothing any more."}},
  {Say::kHandoverNone, {
      "Rien n'est demandé à un autre service ici.",
      "Hier wordt niets aan een andere dienst gevraagd.",
      "Hier wird kein anderer Dienst gefragt.",
      "No other service is asked anything here."}},
  {Say::kConsentAsked, {
      "peut voir ce qui lui est demandé, sans votre nom, et répondre : {0}",
      "mag zien wat gevraagd wordt, zonder uw naam, en antwoorden: {0}",
      "darf sehen, wonach gefragt wird, ohne Ihren Namen, und antworten: {0}",
      "may see what is asked, without your name, and answer: {0}"}},
  {Say::kGivenByHandover, {
      "cette équipe a accepté de prendre le relais",
      "dit team nam het over",
      "dieses Team hat übernommen",
      "this team took over"}},
  {Say::kDidSeeAsked, {
      "regardé ce qui lui est demandé pour vous",
      "gekeken naar wat voor u gevraagd wordt",
      "nachgesehen, worum für Sie gebeten wird",
      "looked at what is asked of them for you"}},
  {Say::kToSeeAsked, {
      "de regarder ce qui lui est demandé",
      "te kijken naar wat gevraagd wordt",
      "nachzusehen, worum gebeten wird",
      "to look at what is asked of them"}},
  {Say::kDidAnswerAsked, {
      "répondu à ce qui lui est demandé pour vous",
      "geantwoord op wat voor u gevraagd wordt",
      "geantwortet, worum für Sie gebeten wird",
      "answered what is asked of them for you"}},
  {Say::kToAnswerAsked, {
      "de répondre à ce qui lui est demandé",
      "te antwoorden op wat gevraagd wordt",
      "zu antworten, worum gebeten wird",
      "to answer what is asked of them"}},
  {Say::kDidMarkHandover, {
      "noté où vous en êtes chez eux",
      "genoteerd hoever u bij hen bent",
      "notiert, wie weit Sie bei ihnen sind",
      "noted how far you are with them"}},
  {Say::kToMarkHandover, {
      "de noter où vous en êtes chez eux",
      "te noteren hoever u bij hen bent",
      "zu notieren, wie weit Sie bei ihnen sind",
      "to note how far you are with them"}},
  {Say::kEntryCodeSent, {
      "{0} : un code est parti vers votre téléphone.",
      "{0}: een code is naar uw telefoon vertrokken.",
      "{0}: Ein Code ging an Ihr Telefon.",
      "{0}: a code left for your phone."}},
  {Say::kEntryCodeFailed, {
      "{0} : un code n'a pas pu partir.",
      "{0}: een code kon niet vertrekken.",
      "{0}: Ein Code konnte nicht gesendet werden.",
      "{0}: a code could not be sent."}},
  {Say::kEntryMissed, {
      "{0} : quelqu'un a essayé de se connecter à votre place, ou vous vous êtes trompé : code ou mot faux.",
      "{0}: iemand probeerde zich in uw plaats aan te melden, of u vergiste zich: code of woord fout.",
      "{0}: Jemand hat versucht, sich an Ihrer Stelle anzumelden, oder Sie haben sich vertan: Code oder Wort falsch.",
      "{0}: somebody tried to sign in for you, or you mistyped: wrong code or word."}},
};
// clang-format on

constexpr bool InOrder() {
  for (std::size_t i = 0; i < std::size(kRows); ++i) {
    if (static_cast<std::size_t>(kRows[i].sentence) != i) return false;
  }
  return std::size(kRows) == kSentences;
}
static_assert(InOrder(), "one row a sentence, in the order of the enumeration");

}  // namespace

const char* TextOf(Say sentence, Language language) {
  return kRows[static_cast<std::size_t>(sentence)].text[static_cast<std::size_t>(language)];
}

}  // namespace relais::cli
