"""Names of people, organisations and towns, drawn by combination; training and test share none."""

from __future__ import annotations

from random import Random

from .meaning import NP


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
    """
)
_ORG = _words(
    """
    Alder Amber Anchor Arbour Ashgrove Aurora Baltic Basalt Beacon Birchwood Blackthorn Bluefield
    Brightwater Calder Cedar Chalkstone Cinder Clearwater Cobalt Copper Coral Cranmoor Crescent Delta
    Eastgate Elmbridge Ember Fairhaven Falcon Fernhill Fjord Foxglove Glenmore Granite Greyfriars Halcyon
    Harrow Hawthorn Hazel Heron Highfield Ironwood Ivory Juniper Kestrel Kingfisher Larkspur Laurel Linden
    Lodestar Longacre Magnolia Marlow Meadow Meridian Millbrook Moorland Northgate Oakhurst Obsidian
    Orchard Osprey Otter Pebble Pinecrest Quarry Quartz Ravenhill Redwood Ridgeway Rowan Saffron Sandpiper
    Silverlake Sorrel Southbank Sparrow Sterling Stonebridge Summit Sycamore Tamarind Tern Thistle
    Tidewater Topaz Umber Vale Verdant Violet Walnut Waterford Westbrook Wexcombe Whitestone Willow
    Windmere Yarrow
    """
)
_TOWNS = _words(
    """
    Aarhus Accra Alicante Antwerp Arequipa Avignon Bari Basel Bergen Bilbao Bratislava Bremen Brno Bruges
    Cadiz Calgary Cardiff Cork Cusco Dakar Dresden Durban Essen Faro Fukuoka Galway Gdansk Geneva Ghent
    Girona Graz Haifa Halifax Hanover Hobart Izmir Kazan Kiel Kigali Kosice Krakow Lagos Leiden Leipzig
    Liege Lille Linz Ljubljana Lodz Lyon Malaga Malmo Mendoza Montreal Nantes Nairobi Naples Odense Oslo
    Osaka Padua Parma Perth Pilsen Porto Poznan Quito Rennes Riga Rostock Salerno Salzburg Santander
    Sapporo Seville Sofia Split Szeged Tallinn Tampere Tartu Toledo Trento Trieste Tromso Turin Turku
    Utrecht Valencia Varna Verona Vilnius Winnipeg Zagreb Zaragoza
    """
)
_TITLES = ("Dr", "Ms", "Mr", "Professor", "Mrs")


def _share(words: list[str], split: str) -> list[str]:
    """Every fifth word is for testing, the others for training."""
    return [w for i, w in enumerate(words) if (i % 5 == 4) == (split == "test")]


_POOLS = {split: tuple(_share(words, split) for words in (_FIRST, _LAST, _ORG, _TOWNS)) for split in ("train", "test")}


def person(rng: Random, split: str) -> NP:
    """A person by full name, first name or title and surname."""
    first, last, _, _ = _POOLS[split]
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
    """A town's name."""
    return rng.choice(_POOLS[split][3])
