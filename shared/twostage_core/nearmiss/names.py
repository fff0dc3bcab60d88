"""Names of people and organisations, drawn by combination; the splits share none."""

from __future__ import annotations

from random import Random

from .meaning import NP
from .record import SPLITS


def _words(text: str) -> list[str]:
    return text.split()


_FIRST = _words(
    """
    Abena Adaeze Adrian Agnes Ahmed Aiko Ailsa Alba Aleksander Alina Alma Amadou Amal Amara Amir Ana
    Anders Andrea Anouk Antonia Anya Arjun Arturo Asha Astrid Ayumi Bao Bartek Beatriz Benedikt Bianca
    Birgit Bogdan Branka Brigid Callum Camila Carlos Carmen Cecilia Chidi Chiara Chloe Cillian Clara
    Cosmin Cyrus Dagmar Damir Daniela Dario Davide Delphine Deniz Diego Dimitra Dmitri Dorota Edith Efua
    Eitan Elena Elif Elisa Emeka Emilia Enzo Erik Esther Eszter Etienne Fabian Farah Farid Fatima Felix
    Femi Fiona Florian Franka Freya Gabor Gareth Genevieve Giulia Goran Grace Greta Gustav Hadiya Hakan
    Hamza Hana Hannes Harriet Hector Helga Henrik Hiroshi Hugo Ibrahim Ida Ifeoma Ignacio Ilse Imani Imran
    Ines Ingrid Irina Isabel Ismail Ivana Ivo Jadwiga Jakub Jamila Janek Jasmin Javier Jelena Joao Jonas
    Jorge Josefine Juliana Jun Kaito Kalina Kamal Karim Karolina Katja Keiko Kemal Kerstin Khadija Kofi
    Kristof Kwame Lara Lars Laszlo Latifa Leila Leon Lidia Linh Liv Lorenzo Lotte Lucia Ludovic Luis
    Maarten Magda Malik Manuela Marek Mariam Marisol Marta Mateo Mathilde Matteo Maya Mehmet Mei Mikael
    Mila Milan Mina Mireille Miriam Mohan Monika Nabil Nadia Naoko Nasrin Natalia Neha Nicolas Niklas Nils
    Nora Nuria Oksana Olga Omar Oscar Otto Pablo Paloma Parveen Pascal Patricia Paulina Pavel Pedro Petra
    Pierre Priya Rafael Rahel Raisa Ramon Ravi Rebecca Renata Rosa Ruben Ruta Sabine Said Salma Samir
    Sandor Sanne Selma Severin Shreya Sigrid Silvia Simon Sofia Soren Stefan Sunita Svetlana Tadeusz
    Takumi Tamar Tariq Teresa Thabo Theo Tomasz Tove Uma Ursula Vadim Valeria Vera Vikram Viola Wanda Wei
    Wiktor Xenia Yara Yasmin Yusuf Yvette Zainab Zdenek Zofia Zoltan
    Adela Agata Alessia Alvin Amina Anika Aoife Ariadne Armin Arwen Aurelia Basil Bela Bengt Berta
    Blanca Bruno Caspar Catrin Celia Cleo Conrad Cora Dalia Damaris Desmond Dina Dominik Doris Edgar
    Elke Elodie Elsa Emil Enid Ennio Eva Faisal Fedora Ferenc Flora Frida Fumiko Gemma Georg Gideon
    Gitte Gloria Gunnar Gwen Hasan Hedda Heidi Hilde Holger Ilona Indira Inga Isaac Isla Jarmila Jens
    Joana Jolanta Jovan Judit Kai Kamila Kiran Klara Lena Levi Lina Ljuba Lothar Lorna Lydia Madhu Maeve
    Malin Manon Mara Marcel Margit Marius Martha Maxine Mercedes Mirko Mona Morag Moussa Myra Naomi Nele
    Nikola Noor Odile Odette Olaf Orla Osman Penelope Petr Philippa Pia Quentin Radka Rashid Regina Rhys
    Rita Roland Rosalind Rufus Ruth Samuel Sanjay Saskia Seamus Sena Shirin Sibyl Slavka Solveig Sonja
    Stella Sven Sybille Tabitha Talia Tania Tatjana Tessa Thea Thierry Tilda Timo Tobias Umar Urs
    Valentin Vesna Victor Vincent Violeta Walter Wilma Yannick Yoko Yvonne Zara Zenon
    """
)
_LAST = _words(
    """
    Abbott Achebe Adeyemi Ahlberg Alvarez Amsel Andrade Antal Arslan Asante Bakker Balogh Banerjee
    Baptiste Barros Bauer Becker Bengtsson Bergeron Bianchi Bielak Blom Boateng Bocek Borges Boyle Brandt
    Brennan Cabral Calder Caruso Castellan Chakraborty Chen Cieslak Clausen Cohen Conti Corrigan Costa
    Dahl Danso Delacroix Demir Desai Diallo Dietrich Doherty Dragan Duarte Dubois Ekholm Eklund El-Amin
    Endo Erdem Esposito Falk Farkas Fernandes Ferrari Fischer Fitzroy Fofana Fontaine Forsberg Fraser
    Fujita Galvez Garang Gashi Gerber Gomes Gonzalez Gorski Greco Gruber Haddad Hagen Halloran Hansen
    Haruna Hartmann Hashimoto Hedlund Hernandez Hoang Holm Horvat Huber Ibsen Iliescu Ionescu Ito Ivanov
    Jansen Jaworski Jensen Johansen Joshi Kaminski Kapoor Karlsen Kato Kaya Keane Keller Khalil Kim
    Kipkemboi Klein Kovac Kowalska Kruger Kumar Laine Lambert Larsen Laurent Leclerc Lehtinen Lindqvist
    Lombardi Lopes Luthuli Maas MacLeod Madsen Mahlangu Malhotra Marchetti Marin Markovic Mazur Mbeki
    Medeiros Mensah Mercier Meyer Molina Moreau Moretti Mueller Murray Mwangi Nagy Nakamura Ndiaye Nguyen
    Nielsen Nkosi Novak Nowak Nyberg Oduya Okafor Okonkwo Olsen Ortega Osei Ozturk Palmgren Papadakis
    Pavlov Pereira Petrov Pham Popescu Prakash Quiroga Rahman Ramirez Rasmussen Reddy Reyes Ricci Richter
    Riedl Rivera Romano Rossi Sabo Salazar Salonen Sandoval Santos Sato Sauer Schmid Schreiber Serrano
    Shah Silva Simic Singh Sorensen Soto Stein Strand Suzuki Svoboda Szabo Takahashi Tanaka Tavares Tembo
    Thorsen Toth Traore Tran Urbanek Valdez Varga Vasquez Vega Verhoeven Vidal Virtanen Vogel Volkov
    Wagner Walsh Weber Wierzba Winkler Wolff Yamada Yilmaz Zamora Zeller Zhang Ziegler Zielinski Zuniga
    Aaltonen Abadi Acosta Adler Agarwal Albrecht Almeida Amadi Arendt Aydin Baier Bajwa Balint Barbosa
    Bassi Belmonte Benitez Bernard Biro Bjork Bondar Bruun Bukowski Cano Cardoso Carvalho Cermak Chavez
    Cizek Coelho Cordova Craig Cruz Czerny Damgaard Daoud Denev Devlin Djordjevic Dobos Dumont Ebner
    Eide Eriksen Espinoza Faber Fall Feher Ferreira Fikret Fiorini Fodor Fonseca Gallo Garnier Georgiou
    Ghosh Gill Goransson Grieg Guerra Gupta Habib Hakimi Halvorsen Haas Heller Hidalgo Hofer Holub
    Hrabal Hussain Iglesias Iqbal Isaksen Jacobsen Jaeger Janssen Jimenez Juhasz Kallas Kamara Kang
    Kasper Kelemen Kessler Khan Kiss Kolar Konig Kral Kubiak Lachance Landau Lange Larocque Leroy Lind
    Lisowski Lorenz Lukic Lundgren Mahmoud Malinen Manzoni Marchand Mathur Meier Menon Miklos Mistry Montoya
    Moser Musa Naidoo Nassar Neumann Nilsen Nunes Obi Oberg Olah Orlov Ostrow Pacheco Palacios Park
    Pasternak Paulsen Perrin Petit Pinto Poulsen Prado Puig Quist Rahimi Ramos Rask Renard Riva Roth
    Rusu Saito Salvi Sandberg Sarkar Schuster Seidel Sen Sharma Skov Sobol Solberg Sousa Stojan Strasser
    Sultan Tamm Teixeira Thapa Tomic Torres Ueda Ulrich Vacek Vaughan Vesely Villar Vinter Voss Wallin
    Weiss Wirth Wojcik Yeboah Yamamoto Zelenka Zeman Zimmer Zukowski
    """
)
_ORG = _words(
    """
    Alder Amber Anchor Arbour Ashgrove Aurora Baltic Basalt Beacon Birchwood Blackthorn Bluefield
    Brightwater Calverley Cedar Chalkstone Cinder Clearwater Cobalt Copper Coral Cranmoor Crescent Delta
    Eastgate Elmbridge Ember Fairhaven Falcon Fernhill Fjord Foxglove Glenmore Granite Greyfriars Halcyon
    Harrow Hawthorn Hazel Heron Highfield Ironwood Ivory Juniper Kestrel Kingfisher Larkspur Laurel Linden
    Lodestar Longacre Magnolia Marlow Meadow Meridian Millbrook Moorland Northgate Oakhurst Obsidian
    Orchard Osprey Otter Pebble Pinecrest Quarry Quartz Ravenhill Redwood Ridgeway Rowan Saffron Sandpiper
    Silverlake Sorrel Southbank Sparrow Sterling Stonebridge Summit Sycamore Tamarind Tern Thistle
    Tidewater Topaz Umber Vale Verdant Violet Walnut Waterford Westbrook Wexcombe Whitestone Willow
    Windmere Yarrow
    Ashdown Aspen Bayside Bellwether Bramble Bridgewater Buckthorn Cairn Camellia Cascade Clifftop
    Compass Cornflower Cypress Dewdrop Driftwood Elderflower Evergreen Firth Flint Garnet Goldcrest
    Greenfinch Harebell Headland Hillcrest Holly Indigo Jasper Kingsway Lakeside Lantern Lavender
    Lighthouse Maple Marigold Mistral Monsoon Nettle Nightjar Northstar Oakwood Onyx Opal Palisade
    Peregrine Pinnacle Plover Primrose Rockpool Rosewood Sable Sandstone Seabright Sequoia Skylark
    Snowdrop Spruce Starling Stonecrop Swift Teal Trillium Turnstone Vanguard Wagtail Wildrose Wren
    Zephyr
    """
)
_TOWNS = _words(
    """
    Aarhus Aberdeen Antwerp Bergen Bilbao Bordeaux Bremen Brno Bruges Cardiff Coimbra Cork Cracow Dijon Dresden Exeter
    Galway Gdansk Ghent Graz Haarlem Innsbruck Leeds Leipzig Leuven Linz Lucerne Lyon Malmo Mantua Nantes Odense
    Oviedo Padua Parma Porto Riga Rouen Salzburg Seville Siena Tampere Tartu Toledo Trieste Turin Turku Utrecht Verona
    Vilnius
    """
)
_TITLES = ("Dr", "Ms", "Mr", "Professor", "Mrs")


# Of every five words, which the split gets: three for training, one each for development and testing.
_RESIDUES: dict[str, tuple[int, ...]] = {"train": (0, 1, 2), "dev": (4,), "test": (3,)}


def _share(words: list[str], split: str) -> list[str]:
    return [w for i, w in enumerate(words) if i % 5 in _RESIDUES[split]]


_TOWNS_OF: dict[str, list[str]] = {split: _share(_TOWNS, split) for split in SPLITS}
_POOLS: dict[str, tuple[list[str], ...]] = {
    split: tuple(_share(words, split) for words in (_FIRST, _LAST, _ORG)) for split in SPLITS
}


def person(rng: Random, split: str) -> NP:
    """A person by full name, first name or title and surname."""
    first, last, _ = _POOLS[split]
    draw = rng.random()
    if draw < 0.5:
        return NP(f"{rng.choice(first)} {rng.choice(last)}", "person")
    if draw < 0.8:
        return NP(rng.choice(first), "person")
    return NP(f"{rng.choice(_TITLES)} {rng.choice(last)}", "person")


def organisation(rng: Random, split: str, kinds: tuple[str, ...]) -> NP:
    """A made-up organisation: a proper word and one of the domain's kinds ("Kestrel Gallery")."""
    words = _POOLS[split][2]
    name = rng.choice(words)
    if rng.random() < 0.2:
        name += f" & {rng.choice(_POOLS[split][1])}"
    return NP(f"{name} {rng.choice(kinds)}", "org")


def town(rng: Random, split: str) -> str:
    """A town."""
    return rng.choice(_TOWNS_OF[split])
